import type { Record, RecordIn } from "@/api/types";

export type Values = Required<
  Pick<RecordIn, "patientId" | "symptoms" | "diagnosis" | "treatment" | "notes" | "veterinarian" | "recordType">
> & {
  visitDate: string;
};

export const NEW_RECORD: Values = {
  patientId: "",
  visitDate: "",
  recordType: "treatment",
  symptoms: "",
  diagnosis: "",
  treatment: "",
  notes: "",
  veterinarian: "",
};

export function fromRecord(object: unknown): Values {
  const record = object as Record;
  return {
    patientId: record.patientId,
    visitDate: record.visitDate ?? "",
    recordType: record.recordType ?? "treatment",
    symptoms: record.symptoms ?? "",
    diagnosis: record.diagnosis ?? "",
    treatment: record.treatment ?? "",
    notes: record.notes ?? "",
    veterinarian: record.veterinarian ?? "",
  };
}
