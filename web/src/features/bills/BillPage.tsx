import { useQuery } from "@tanstack/react-query";
import { useParams, useSearchParams } from "react-router";
import { patients } from "@/features/patients/calls";
import { Failed, Loading } from "@/ui/states";
import { BillEditor } from "./BillEditor";
import { BillView } from "./BillView";
import { bills } from "./calls";

export function Screen() {
  const { id = "" } = useParams();
  return id === "new" ? <New /> : <Existing key={id} id={id} />;
}

function Existing({ id }: { id: string }) {
  const bill = useQuery(bills.one(id));
  if (bill.isPending) return <Loading rows={12} className="p-8" />;
  if (bill.isError && !bill.data) return <Failed error={bill.error} retry={() => void bill.refetch()} />;
  const editable = bill.data.status === "draft" && !bill.data.archivedAt;
  return editable ? <BillEditor bill={bill.data} patient={bill.data.patient} /> : <BillView bill={bill.data} />;
}

function New() {
  const [params] = useSearchParams();
  const patientId = params.get("patient") ?? "";
  const patient = useQuery({ ...patients.one(patientId), enabled: patientId !== "" });
  if (patientId && patient.isPending) return <Loading rows={12} className="p-8" />;
  if (patient.isError && !patient.data) return <Failed error={patient.error} retry={() => void patient.refetch()} />;
  return (
    <BillEditor
      key={patientId}
      patient={patient.data}
      recordId={params.get("record") ?? undefined}
      appointmentId={params.get("appointment") ?? undefined}
    />
  );
}
