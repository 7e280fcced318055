import { Plus } from "lucide-react";
import { useNavigate } from "react-router";
import type { Patient } from "@/api/types";
import { ArchivedFilter, isArchived, ListScreen } from "@/features/ListScreen";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Segments } from "@/ui/Field";
import { useParams } from "@/ui/params";
import type { Column } from "@/ui/VirtualTable";
import { PATIENT_SORTS, patients } from "./calls";
import { PatientForm } from "./PatientForm";
import { genderText, PatientState, speciesText } from "./words";

const PAGE = 200;
const STATUSES = ["active", "inactive"] as const;

export function Screen() {
  const t = useTexts();
  const navigate = useNavigate();
  const [params, setParams] = useParams();
  const archived = isArchived(params);
  const status = STATUSES.find((each) => each === params.get("status"));
  const columns: Column<Patient>[] = [
    { head: t.patient.name, width: "minmax(0,1.2fr)", cell: (patient) => patient.name, sort: "name" },
    { head: t.owner.one, width: "minmax(0,1.2fr)", cell: (patient) => fullName(patient.owner), sort: "owner" },
    {
      head: t.patient.species,
      width: "minmax(0,1.7fr)",
      cell: (patient) => [speciesText(t, patient.species), patient.breed].filter(Boolean).join(", "),
    },
    { head: t.patient.gender, width: "5rem", cell: (patient) => genderText(t, patient.gender), wide: true },
    { head: t.patient.age, width: "4rem", cell: (patient) => t.patient.years(patient.age), wide: true },
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
    <ListScreen
      kind="patient"
      action={
        <Button look="primary" icon={<Plus size={16} />} onClick={() => setParams({ new: "1" })}>
          {t.patient.new}
        </Button>
      }
      search={{ box: t.patient.filter, head: t.patient.name, filters: { archived, status } }}
      controls={
        <>
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
          <ArchivedFilter />
        </>
      }
      filters={{ archived, status }}
      sorts={PATIENT_SORTS}
      load={(query) => patients.list({ limit: PAGE, ...query })}
      columns={columns}
      empty={archived || status ? t.state.emptyFilter : t.patient.none}
    >
      {params.get("new") && (
        <PatientForm
          onClose={() => setParams({ new: null })}
          onSaved={(patient) => void navigate(`/patients/${patient.id}`)}
        />
      )}
    </ListScreen>
  );
}

function Marks({ patient }: { patient: Patient }) {
  return (
    <span className="flex gap-1.5">
      <PatientState patient={patient} />
      {patient.alerts.map((alert) => (
        <Badge key={alert} tone="danger">
          {alert}
        </Badge>
      ))}
    </span>
  );
}
