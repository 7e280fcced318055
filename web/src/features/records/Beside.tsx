import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Patient } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { WeighButton } from "@/features/patients/WeighButton";
import { genderText, speciesText } from "@/features/patients/words";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Badge } from "@/ui/Badge";
import { Card } from "@/ui/Page";
import { Amended, RecordState } from "./Amended";
import { patientRecordsQuery } from "./calls";

export function PatientLine({ patient }: { patient: Patient }) {
  const t = useTexts();
  const facts = [
    speciesText(t, patient.species),
    patient.breed,
    genderText(t, patient.gender),
    t.patient.years(patient.age),
  ];
  const weight = patient.weight != null && `${patient.weight} ${patient.weightUnit}`;
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1">
      <Link to={`/patients/${patient.id}`} className="font-medium text-accent-ink underline-offset-2 hover:underline">
        {patient.name}
      </Link>
      <span className="text-muted">{[...facts, weight, fullName(patient.owner)].filter(Boolean).join(" · ")}</span>
      {patient.alerts.map((alert) => (
        <Badge key={alert} tone="danger">
          {alert}
        </Badge>
      ))}
      <WeighButton patient={patient} />
    </div>
  );
}

export function Earlier({ patientId, except }: { patientId: string; except: string | undefined }) {
  const t = useTexts();
  const format = useFormat();
  const records = useQuery(patientRecordsQuery(patientId));
  const others = (records.data ?? []).filter((each) => each.id !== except);
  if (!others.length) return null;
  return (
    <Card title={t.record.history} className="no-print shrink-0 self-start max-lg:w-full lg:w-72">
      <ul className="divide-y divide-line">
        {others.map((record) => (
          <li key={record.id} className="relative px-4 py-2 hover:bg-hover">
            <Link to={`/records/${record.id}`} className="font-medium stretched">
              {record.diagnosis || t.record.types[record.recordType ?? "treatment"]}
            </Link>
            <p className="text-sm text-muted">
              {[format.day(record.visitDate ?? ""), record.veterinarian].filter(Boolean).join(" · ")}
            </p>
            <RecordState record={record} />
            <p className="line-clamp-2 text-sm">{record.treatment}</p>
            <Amended record={record} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
