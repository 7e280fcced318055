import type { Draft, DraftIn, Record, RecordIn } from "@/api/types";
import { type Doctor, doctorOf, isStaff, naming, NOBODY, readDoctor } from "@/app/doctor";
import type { Texts } from "@/i18n/en";
import type { Reader } from "@/typed/reader";
import { prose } from "@/typed/text";

export type Values = Required<
  Pick<RecordIn, "patientId" | "symptoms" | "diagnosis" | "treatment" | "notes" | "recordType">
> & {
  visitDate: string;
  veterinarian: Doctor;
};

export const TYPES = ["treatment", "vaccine", "surgery", "dental"] as const;
export const WRITTEN = ["symptoms", "diagnosis", "treatment", "notes"] as const;

export const NEW_RECORD: Values = {
  patientId: "",
  visitDate: "",
  recordType: "treatment",
  symptoms: "",
  diagnosis: "",
  treatment: "",
  notes: "",
  veterinarian: NOBODY,
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
    veterinarian: doctorOf(record.veterinarianId, record.veterinarian),
  };
}

export const toRecord = ({ veterinarian, ...values }: Values, reader: Reader): RecordIn => ({
  ...values,
  visitDate: reader.day("visitDate", values.visitDate),
  ...naming(readDoctor("veterinarian", veterinarian, reader)),
  ...(Object.fromEntries(WRITTEN.map((name) => [name, prose(values[name])])) as Pick<Values, (typeof WRITTEN)[number]>),
});

/** As it is typed so far. */
export const toDraft = ({ veterinarian: { id, name }, ...rest }: Values): DraftIn => ({
  ...rest,
  veterinarianId: isStaff(id) ? id : null,
  veterinarian: name,
});

export function fromDraft(draft: Draft): Values {
  const recordType = TYPES.find((each) => each === draft.recordType) ?? "treatment";
  return { ...fromRecord({ ...draft, recordType }), patientId: draft.patientId };
}

/** What a template says goes below what stands there already. */
export function withTemplate(values: Values, template: Partial<Values>): Values {
  const empty = WRITTEN.every((name) => !values[name].trim());
  const texts = WRITTEN.map((name) => [name, joined(values[name], template[name] ?? "")]);
  const recordType = empty ? (template.recordType ?? values.recordType) : values.recordType;
  return { ...values, ...(Object.fromEntries(texts) as Partial<Values>), recordType };
}

const joined = (before: string, added: string) => (before.trim() && added ? `${before}\n${added}` : before || added);

/** The names of a record's fields, for two versions side by side. */
export const labelsOf = (t: Texts) => ({
  ...t.record,
  patientId: t.patient.one,
  visitDate: t.record.date,
  recordType: t.record.type,
  veterinarian: t.record.doctor,
});

/** A value as people read it; undefined where it is a text or has a name. */
export const shownOf = (t: Texts) => (name: keyof Values, value: unknown) =>
  name === "recordType" ? t.record.types[value as Values["recordType"]] : undefined;
