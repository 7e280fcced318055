import { useQuery } from "@tanstack/react-query";
import { useParams, useSearchParams } from "react-router";
import { patientQuery } from "@/features/patients/calls";
import { Failed, Loading } from "@/ui/states";
import { recordQuery } from "./calls";
import { RecordEditor } from "./RecordEditor";

export function Screen() {
  const { id = "" } = useParams();
  return id === "new" ? <New /> : <Existing key={id} id={id} />;
}

function Existing({ id }: { id: string }) {
  const record = useQuery(recordQuery(id));
  if (record.isPending) return <Loading rows={12} className="p-8" />;
  if (record.isError && !record.data) return <Failed error={record.error} retry={() => void record.refetch()} />;
  return <RecordEditor record={record.data} patient={record.data.patient} />;
}

function New() {
  const [params] = useSearchParams();
  const patientId = params.get("patient") ?? "";
  const patient = useQuery({ ...patientQuery(patientId), enabled: patientId !== "" });
  if (patientId && patient.isPending) return <Loading rows={12} className="p-8" />;
  if (patient.isError && !patient.data) return <Failed error={patient.error} retry={() => void patient.refetch()} />;
  return <RecordEditor key={patientId} patient={patient.data} />;
}
