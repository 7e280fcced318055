import { useQuery } from "@tanstack/react-query";
import { Printer, Receipt, Save } from "lucide-react";
import type { KeyboardEvent } from "react";
import { Link, useNavigate } from "react-router";
import { useSession } from "@/api/session";
import type { Patient, Record } from "@/api/types";
import { useFormat, useMay } from "@/app/clinic";
import { queryClient, refreshAll } from "@/app/queries";
import { PatientPicker } from "@/features/patients/PatientPicker";
import { genderText, speciesText } from "@/features/patients/words";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Badge } from "@/ui/Badge";
import { Button, LinkButton } from "@/ui/Button";
import { ConflictDialog } from "@/ui/ConflictDialog";
import { Select, TextArea, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { Card, Page } from "@/ui/Page";
import { toast } from "@/ui/toast";
import { UnsavedGuard } from "@/ui/UnsavedGuard";
import { patientRecordsQuery, recordQuery, saveRecord } from "./calls";
import { fromRecord, NEW_RECORD, type Values } from "./values";

const TYPES = ["treatment", "vaccine", "surgery", "dental"] as const;

export function RecordEditor({ record, patient }: { record?: Record; patient?: Patient | undefined }) {
  const t = useTexts();
  const format = useFormat();
  const navigate = useNavigate();
  const mayWrite = useMay("records:write");
  const form = useRecordForm(record, patient);
  const patientId = form.values.patientId;
  const saved = record && format.instant(record.updatedAt, { timeStyle: "short", dateStyle: "medium" });
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.submit();
  };
  return (
    <Page
      title={record && patient ? `${patient.name} · ${t.record.types[form.values.recordType]}` : t.record.new}
      beside={
        <Badge tone={form.dirty ? "warn" : "plain"}>
          {form.dirty || !saved ? t.record.unsaved : t.record.savedAt(saved)}
        </Badge>
      }
      actions={
        <>
          {record && (
            <>
              <Button icon={<Printer size={16} />} onClick={() => print()}>
                {t.act.print}
              </Button>
              <LinkButton to={`/bills/new?patient=${patientId}&record=${record.id}`} icon={<Receipt size={16} />}>
                {t.record.bill}
              </LinkButton>
            </>
          )}
          {mayWrite && (
            <Button look="primary" icon={<Save size={16} />} disabled={form.busy} onClick={() => form.submit()}>
              {form.busy ? t.act.saving : t.act.save}
            </Button>
          )}
        </>
      }
    >
      {patient && <PatientLine patient={patient} />}
      {!mayWrite && <p className="mb-4 rounded-lg bg-info-soft px-4 py-2 text-info">{t.record.readOnly}</p>}
      <div className="flex gap-4 max-lg:flex-col">
        <Card className="flex-1 p-4">
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a shortcut beside the button */}
          <form onSubmit={form.submit} onKeyDown={pressed} noValidate>
            <fieldset disabled={!mayWrite} className="grid gap-4 sm:grid-cols-3">
              {!patient && (
                <PatientPicker
                  name=""
                  autoFocus
                  className="sm:col-span-3"
                  error={form.errors.patientId}
                  onPick={({ id }) => void navigate(`/records/new?patient=${id}`, { replace: true })}
                />
              )}
              <TextField label={t.record.date} type="date" {...form.bind("visitDate")} />
              <Select
                label={t.record.type}
                {...form.choose("recordType")}
                options={TYPES.map((each) => [each, t.record.types[each]])}
              />
              <TextField label={t.record.doctor} {...form.bind("veterinarian")} />
              {(["symptoms", "diagnosis", "treatment"] as const).map((name) => (
                <TextArea
                  key={name}
                  label={t.record[name]}
                  hint={t.record[`${name}Hint`]}
                  autoFocus={name === "symptoms" && !record && patient !== undefined}
                  className="sm:col-span-3"
                  {...form.bind(name)}
                />
              ))}
              <TextArea label={t.record.notes} className="sm:col-span-3" {...form.bind("notes")} />
            </fieldset>
          </form>
        </Card>
        <Earlier patientId={patientId} except={record?.id} />
      </div>
      <UnsavedGuard dirty={form.dirty && !form.busy} />
      {form.clash && (
        <ConflictDialog
          clash={form.clash}
          labels={{ ...t.record, visitDate: t.record.date, recordType: t.record.type, veterinarian: t.record.doctor }}
          busy={form.busy}
          onResolve={form.resolve}
          onClose={form.dropClash}
        />
      )}
    </Page>
  );
}

function useRecordForm(record: Record | undefined, patient: Patient | undefined) {
  const t = useTexts();
  const today = useFormat().today();
  const navigate = useNavigate();
  const { user } = useSession();
  const me = user?.roles.includes("veterinarian") ? fullName(user) : "";
  const fresh: Values = {
    ...NEW_RECORD,
    patientId: patient?.id ?? "",
    visitDate: today,
    veterinarian: me || (patient?.assignedDoctor ?? ""),
  };
  const form = useForm({
    initial: record ? fromRecord(record) : fresh,
    version: record?.version ?? 0,
    valuesOf: fromRecord,
    save: (values: Values, version) => saveRecord(record?.id, values, version),
    saved: (saved: Record, sent) => {
      toast(t.record.saved);
      queryClient.setQueryData(recordQuery(saved.id).queryKey, saved);
      void refreshAll("records", "summary", "stats");
      if (record) form.rebase(sent, fromRecord(saved), saved.version);
      else setTimeout(() => void navigate(`/records/${saved.id}`, { replace: true }));
    },
  });
  return form;
}

function PatientLine({ patient }: { patient: Patient }) {
  const t = useTexts();
  const facts = [
    speciesText(t, patient.species),
    patient.breed,
    genderText(t, patient.gender),
    t.patient.years(patient.age ?? 0),
  ];
  const weight = patient.weight != null && `${patient.weight} ${patient.weightUnit}`;
  return (
    <p className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1">
      <Link to={`/patients/${patient.id}`} className="font-medium text-accent-ink underline-offset-2 hover:underline">
        {patient.name}
      </Link>
      <span className="text-muted">{[...facts, weight, fullName(patient.owner)].filter(Boolean).join(" · ")}</span>
      {patient.alerts?.map((alert) => (
        <Badge key={alert} tone="danger">
          {alert}
        </Badge>
      ))}
    </p>
  );
}

function Earlier({ patientId, except }: { patientId: string; except: string | undefined }) {
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
            <Link to={`/records/${record.id}`} className="font-medium after:absolute after:inset-0">
              {record.diagnosis || t.record.types[record.recordType ?? "treatment"]}
            </Link>
            <p className="text-sm text-muted">
              {[format.day(record.visitDate ?? ""), record.veterinarian].filter(Boolean).join(" · ")}
            </p>
            <p className="line-clamp-2 text-sm">{record.treatment}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
