import { useQuery } from "@tanstack/react-query";
import { Archive, ArchiveRestore, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { api, body } from "@/api/client";
import type { Owner } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { refreshAll } from "@/api/queries";
import { BillRows } from "@/features/bills/BillRows";
import { PatientForm } from "@/features/patients/PatientForm";
import { PatientState, speciesText } from "@/features/patients/words";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { archive } from "@/ui/archive";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, Facts, Page } from "@/ui/Page";
import { Failed, Loading } from "@/ui/states";
import { owners } from "./calls";
import { OwnerForm } from "./OwnerForm";

export function Screen() {
  const { id = "" } = useParams();
  const owner = useQuery(owners.one(id));
  if (owner.isPending) return <Loading rows={10} className="p-8" />;
  if (owner.isError) return <Failed error={owner.error} retry={() => void owner.refetch()} />;
  return <Loaded key={id} owner={owner.data} />;
}

function Loaded({ owner }: { owner: Owner }) {
  const t = useTexts();
  const format = useFormat();
  const [open, setOpen] = useState<"edit" | "patient" | null>(null);
  const names = ["owner", "patient"] as const;
  const remove = () =>
    archive({
      texts: t,
      remove: () => owners.archive(owner),
      restore: () => owners.restore(owner.id),
      names,
      done: t.owner.archived,
    });
  const actions = owner.archivedAt ? (
    <Button
      icon={<ArchiveRestore size={16} />}
      onClick={() => void owners.restore(owner.id).then(() => refreshAll(...names))}
    >
      {t.act.restore}
    </Button>
  ) : (
    <>
      <Button icon={<Archive size={16} />} onClick={() => void remove()}>
        {t.act.archive}
      </Button>
      <Button icon={<Pencil size={16} />} onClick={() => setOpen("edit")}>
        {t.act.edit}
      </Button>
      <Button look="primary" icon={<Plus size={16} />} onClick={() => setOpen("patient")}>
        {t.patient.new}
      </Button>
    </>
  );
  return (
    <Page
      title={fullName(owner)}
      beside={
        <Badge tone={owner.archivedAt ? "warn" : "plain"}>
          {owner.archivedAt ? t.state.archivedBadge : t.owner.one}
        </Badge>
      }
      actions={actions}
    >
      <div className="grid gap-4 lg:grid-cols-[20rem_1fr]">
        <Card className="self-start">
          <Facts
            facts={[
              [
                t.owner.phone,
                owner.phone && (
                  <a className="text-accent-ink underline-offset-2 hover:underline" href={`tel:${owner.phone}`}>
                    {owner.phone}
                  </a>
                ),
              ],
              [
                t.owner.email,
                owner.email && (
                  <a className="text-accent-ink underline-offset-2 hover:underline" href={`mailto:${owner.email}`}>
                    {owner.email}
                  </a>
                ),
              ],
              [t.owner.address, owner.address],
              [t.owner.since, format.instant(owner.createdAt, { dateStyle: "medium" })],
              [t.owner.notes, owner.notes && <span className="whitespace-pre-wrap">{owner.notes}</span>],
            ]}
          />
        </Card>
        <div className="grid min-w-0 gap-4">
          <Patients ownerId={owner.id} />
          <Card title={t.owner.bills}>
            <BillRows ownerId={owner.id} />
          </Card>
        </div>
      </div>
      {open === "edit" && <OwnerForm owner={owner} onClose={() => setOpen(null)} />}
      {open === "patient" && (
        <PatientForm owner={{ id: owner.id, name: fullName(owner) }} onClose={() => setOpen(null)} />
      )}
    </Page>
  );
}

function Patients({ ownerId }: { ownerId: string }) {
  const t = useTexts();
  const patients = useQuery({
    queryKey: ["patient", "of", ownerId],
    queryFn: () => body(api.GET("/patients", { params: { query: { ownerId, limit: 100 } } })),
  });
  return (
    <Card title={t.owner.patients}>
      {patients.isPending && <Loading rows={3} />}
      {patients.isError && <Failed error={patients.error} retry={() => void patients.refetch()} />}
      {patients.data?.length === 0 && <p className="p-4 text-muted">{t.patient.none}</p>}
      <ul className="divide-y divide-line">
        {patients.data?.map((patient) => (
          <li key={patient.id} className="relative flex min-h-12 items-center gap-3 px-4 hover:bg-hover">
            <Link to={`/patients/${patient.id}`} className="font-medium stretched">
              {patient.name}
            </Link>
            <span className="truncate text-muted">
              {[speciesText(t, patient.species), patient.breed, t.patient.years(patient.age)]
                .filter(Boolean)
                .join(" · ")}
            </span>
            <span className="ms-auto flex gap-1.5">
              {patient.alerts.map((alert) => (
                <Badge key={alert} tone="danger">
                  {alert}
                </Badge>
              ))}
              <PatientState patient={patient} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
