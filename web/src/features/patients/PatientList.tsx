import { Plus } from "lucide-react";
import { useNavigate } from "react-router";
import type { Patient } from "@/api/types";
import { useList } from "@/api/queries";
import { Found, List } from "@/features/SearchOrList";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Check, Filter, Segments } from "@/ui/Field";
import { Card, Page } from "@/ui/Page";
import { sortOf, useParams } from "@/ui/params";
import type { Column } from "@/ui/VirtualTable";
import { listPatients, PATIENT_SORTS } from "./calls";
import { PatientForm } from "./PatientForm";
import { genderText, PatientState, speciesText } from "./words";

const STATUSES = ["active", "inactive"] as const;

export function Screen() {
  const t = useTexts();
  const navigate = useNavigate();
  const [params, setParams] = useParams();
  const q = params.get("q") ?? "";
  const archived = params.get("archived") === "1";
  const status = STATUSES.find((each) => each === params.get("status"));
  const sort = sortOf(params, PATIENT_SORTS);
  const list = useList(["patient", "list", { archived, status, sort }], listPatients({ archived, status, sort }));
  const columns: Column<Patient>[] = [
    { head: t.patient.name, width: "minmax(0,1.2fr)", cell: (patient) => patient.name, sort: "name" },
    { head: t.owner.one, width: "minmax(0,1.2fr)", cell: (patient) => fullName(patient.owner), sort: "owner" },
    {
      head: t.patient.species,
      width: "minmax(0,1.7fr)",
      cell: (patient) => [speciesText(t, patient.species), patient.breed].filter(Boolean).join(", "),
    },
    { head: t.patient.gender, width: "5rem", cell: (patient) => genderText(t, patient.gender), wide: true },
    { head: t.patient.age, width: "4rem", cell: (patient) => t.patient.years(patient.age ?? 0), wide: true },
    {
      head: t.patient.weight,
      width: "5rem",
      end: true,
      wide: true,
      cell: (patient) => patient.weight != null && `${patient.weight} ${patient.weightUnit}`,
    },
    { head: t.patient.doctor, width: "minmax(0,1fr)", cell: (patient) => patient.assignedDoctor, wide: true },
    { head: t.patient.alerts, width: "minmax(0,1.5fr)", cell: (patient) => <Marks patient={patient} /> },
  ];
  return (
    <Page
      title={t.nav.patients}
      fill
      actions={
        <Button look="primary" icon={<Plus size={16} />} onClick={() => setParams({ new: "1" })}>
          {t.patient.new}
        </Button>
      }
    >
      <Card className="flex min-h-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
          <Filter label={t.patient.filter} value={q} onChange={(value) => setParams({ q: value })} />
          <Segments
            label={t.patient.status}
            value={status ?? "all"}
            onChange={(value) => setParams({ status: value === "all" ? null : value })}
            options={[
              ["all", t.patient.all],
              ["active", t.patient.active],
              ["inactive", t.patient.inactive],
            ]}
          />
          <Check
            label={t.state.archivedBadge}
            checked={archived}
            onChange={(on) => setParams({ archived: on ? "1" : null })}
          />
        </div>
        {q ? (
          <Found q={q} type="patient" label={t.patient.name} filters={{ archived, status }} />
        ) : (
          <List
            label={t.nav.patients}
            list={list}
            columns={columns}
            keyOf={(patient) => patient.id}
            linkOf={(patient) => `/patients/${patient.id}`}
            sorting={{ sort, onSort: (to) => setParams({ sort: to }) }}
            empty={archived || status ? t.state.emptyFilter : t.patient.none}
          />
        )}
      </Card>
      {params.get("new") && (
        <PatientForm
          onClose={() => setParams({ new: null })}
          onSaved={(patient) => void navigate(`/patients/${patient.id}`)}
        />
      )}
    </Page>
  );
}

function Marks({ patient }: { patient: Patient }) {
  return (
    <span className="flex gap-1.5">
      <PatientState patient={patient} />
      {patient.alerts?.map((alert) => (
        <Badge key={alert} tone="danger">
          {alert}
        </Badge>
      ))}
    </span>
  );
}
