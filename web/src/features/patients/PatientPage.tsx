import { useQuery } from "@tanstack/react-query";
import { Archive, ArchiveRestore, CalendarPlus, FilePlus2, Pencil, Receipt, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Link, useParams } from "react-router";
import type { Patient, Summary } from "@/api/types";
import { useMay } from "@/app/permissions";
import { useFormat } from "@/i18n/clinic";
import { refreshAll } from "@/api/queries";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { archive } from "@/ui/archive";
import { Button } from "@/ui/Button";
import { LinkButton } from "@/ui/LinkButton";
import { Menu, MenuItem } from "@/ui/Menu";
import { Card, Facts, Page } from "@/ui/Page";
import { Degraded, Failed, Loading } from "@/ui/states";
import { patients, summaryQuery } from "./calls";
import { PatientForm } from "./PatientForm";
import { Timeline } from "./Timeline";
import { Weights } from "./Weights";
import { genderText, PatientState, speciesText } from "./words";

export function Screen() {
  const { id = "" } = useParams();
  const summary = useQuery(summaryQuery(id));
  if (summary.isPending) return <Loading rows={12} className="p-8" />;
  if (summary.isError) return <Failed error={summary.error} retry={() => void summary.refetch()} />;
  const { patient } = summary.data;
  if (!patient) return <Failed error={null} retry={() => void summary.refetch()} />;
  return <Loaded key={id} patient={patient} summary={summary.data} />;
}

function Loaded({ patient, summary }: { patient: Patient; summary: Summary }) {
  const t = useTexts();
  const [editing, edit] = useState(false);
  const names = ["patient", "summary", "stats"] as const;
  const restore = () => patients.restore(patient.id);
  const remove = () =>
    archive({ texts: t, remove: () => patients.archive(patient), restore, names, done: t.patient.archived });
  return (
    <Page
      title={patient.name}
      beside={
        <>
          <span className="text-muted">
            {[
              speciesText(t, patient.species),
              patient.breed,
              genderText(t, patient.gender),
              t.patient.years(patient.age),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
          <PatientState patient={patient} />
        </>
      }
      actions={
        <Actions
          patient={patient}
          onEdit={() => edit(true)}
          onArchive={() => void remove()}
          onRestore={() => void restore().then(() => refreshAll(...names))}
        />
      }
    >
      <Degraded parts={summary.degraded} />
      <Alerts alerts={summary.alerts} />
      <div className="grid gap-4 lg:grid-cols-[20rem_1fr]">
        <Signalment patient={patient} summary={summary} />
        <div className="grid min-w-0 content-start gap-4">
          <Weights patient={patient} weights={summary.weights} />
          <Timeline summary={summary} />
        </div>
      </div>
      {editing && <PatientForm patient={patient} onClose={() => edit(false)} />}
    </Page>
  );
}

interface ActionsProps {
  patient: Patient;
  onEdit: () => void;
  onArchive: () => void;
  onRestore: () => void;
}

function Actions({ patient, onEdit, onArchive, onRestore }: ActionsProps) {
  const t = useTexts();
  const mayWrite = useMay("records:write");
  if (patient.archivedAt)
    return (
      <Button icon={<ArchiveRestore size={16} />} onClick={onRestore}>
        {t.act.restore}
      </Button>
    );
  const of = `patient=${patient.id}`;
  return (
    <>
      <Button icon={<Pencil size={16} />} onClick={onEdit}>
        {t.act.edit}
      </Button>
      <LinkButton to={`/appointments?new=1&${of}`} icon={<CalendarPlus size={16} />}>
        {t.appointment.new}
      </LinkButton>
      <LinkButton to={`/bills/new?${of}`} icon={<Receipt size={16} />}>
        {t.bill.new}
      </LinkButton>
      {mayWrite && (
        <LinkButton look="primary" to={`/records/new?${of}`} icon={<FilePlus2 size={16} />}>
          {t.record.new}
        </LinkButton>
      )}
      <Menu label={t.act.actions} trigger="⋯">
        <MenuItem onClick={onArchive}>
          <Archive size={16} /> {t.act.archive}
        </MenuItem>
      </Menu>
    </>
  );
}

function Alerts({ alerts }: { alerts: string[] }) {
  const t = useTexts();
  if (!alerts.length) return null;
  return (
    <ul aria-label={t.patient.alerts} className="mb-4 flex flex-wrap gap-2">
      {alerts.map((alert) => (
        <li
          key={alert}
          className="flex items-center gap-2 rounded-lg bg-danger-soft px-3 py-1.5 font-medium text-danger"
        >
          <TriangleAlert size={16} aria-hidden /> {alert}
        </li>
      ))}
    </ul>
  );
}

function Signalment({ patient, summary }: { patient: Patient; summary: Summary }) {
  const t = useTexts();
  const format = useFormat();
  const owes = summary.bills.reduce((sum, bill) => sum + (bill.status === "draft" ? 0 : bill.balance), 0);
  const born = patient.birthDate ?? patient.estimatedBirthDate;
  const visit = summary.records[0]?.visitDate;
  const handling = { easy: t.patient.easy, medium: t.patient.medium, hard: t.patient.hard };
  return (
    <Card title={t.patient.facts} className="self-start">
      <Facts
        facts={[
          [
            t.owner.one,
            <Link
              key="owner"
              to={`/owners/${patient.ownerId}`}
              className="font-medium text-accent-ink underline-offset-2 hover:underline"
            >
              {fullName(patient.owner)}
            </Link>,
          ],
          [t.owner.phone, patient.owner.phone && <a href={`tel:${patient.owner.phone}`}>{patient.owner.phone}</a>],
          [t.patient.birth, born && `${format.day(born)}${patient.birthDate ? "" : ` (${t.patient.estimated})`}`],
          [t.patient.died, patient.deceasedAt && format.day(patient.deceasedAt)],
          [t.patient.weight, patient.weight != null && `${patient.weight} ${patient.weightUnit}`],
          [t.patient.chip, patient.microchip && <span className="nums">{patient.microchip}</span>],
          [t.patient.doctor, patient.assignedDoctor],
          [t.patient.handling, patient.handlingDifficulty && handling[patient.handlingDifficulty]],
          [t.patient.lastVisit, visit && format.day(visit)],
          [t.patient.owes, owes > 0 && <strong className="nums text-danger">{format.money(owes)}</strong>],
        ]}
      />
    </Card>
  );
}
