import type { Patient, PatientIn } from "@/api/types";
import { doctorOf, isStaff, NOBODY, readDoctor } from "@/app/doctor";
import { fullName } from "@/i18n/format";
import { asNumber, clean, numberFault } from "@/typed/number";
import type { Reader } from "@/typed/reader";
import { line } from "@/typed/text";

/** A form's fields are texts; the API's are numbers, dates and lists. */
export const NEW_PATIENT = {
  name: "",
  species: "Dog",
  breed: "",
  gender: "",
  age: "",
  birthDate: "",
  deceasedAt: "",
  weight: "",
  weightUnit: "lbs" as "kg" | "lbs",
  status: "active",
  doctor: NOBODY,
  handlingDifficulty: "",
  microchip: "",
  alerts: "",
  owner: { id: "", name: "" },
};
export type Values = typeof NEW_PATIENT;

type Weights = Pick<Patient, "weight" | "weightUnit">;

/** That of the last weight; the clinic's for who hasn't been weighed. */
export const unitOf = ({ weight, weightUnit }: Weights, clinics: Values["weightUnit"]): Values["weightUnit"] =>
  weight == null ? clinics : (weightUnit ?? clinics);

/** `unit`: the clinic's. */
export function fromPatient(object: unknown, unit: Values["weightUnit"]): Values {
  const patient = object as Patient;
  return {
    name: patient.name,
    species: patient.species,
    breed: patient.breed ?? "",
    gender: patient.gender ?? "",
    age: patient.birthDate || patient.age == null ? "" : String(patient.age),
    birthDate: patient.birthDate ?? "",
    deceasedAt: patient.deceasedAt ?? "",
    weight: patient.weight == null ? "" : String(patient.weight),
    weightUnit: unitOf(patient, unit),
    status: patient.status ?? "active",
    doctor: doctorOf(patient.assignedDoctorId, patient.assignedDoctor),
    handlingDifficulty: patient.handlingDifficulty ?? "",
    microchip: patient.microchip ?? "",
    alerts: (patient.alerts ?? []).join("\n"),
    owner: { id: patient.ownerId, name: fullName(patient.owner) },
  };
}

export const WEIGHT_DECIMALS = 6;
export const KG_PER_LB = 0.45359237;
const SUSPICIOUS = 0.25;

export function toPatient(values: Values, reader: Reader, today: string): PatientIn {
  const { owner, age, gender, status, handlingDifficulty, doctor, ...rest } = values;
  if (!owner.id) reader.refuse("ownerId", "required");
  const who = readDoctor("assignedDoctor", doctor, reader);
  const past = { max: today, after: "future" as const };
  const birthDate = reader.day("birthDate", rest.birthDate, past);
  const deceasedAt = reader.day("deceasedAt", rest.deceasedAt, past);
  if (birthDate && deceasedAt && deceasedAt < birthDate) reader.refuse("deceasedAt", "beforeBirth");
  return {
    ...rest,
    name: reader.name("name", values.name),
    breed: line(values.breed),
    ownerId: owner.id,
    gender: (gender || null) as PatientIn["gender"],
    status: status as PatientIn["status"],
    ...(isStaff(who) ? { assignedDoctorId: who } : { assignedDoctorId: null, assignedDoctor: who }),
    handlingDifficulty: (handlingDifficulty || null) as PatientIn["handlingDifficulty"],
    birthDate,
    deceasedAt,
    weight: reader.number("weight", values.weight, { decimals: WEIGHT_DECIMALS }),
    alerts: values.alerts.split("\n").map(line).filter(Boolean),
    ...(values.birthDate || age === "" ? {} : { age: reader.number("age", age) }),
  };
}

export type Weighed = Pick<Values, "weight" | "weightUnit">;

const inKg = (weight: number, unit: Values["weightUnit"]) => (unit === "kg" ? weight : weight * KG_PER_LB);

/** Whether a typed weight differs from the last by more than a quarter: a slip of the finger, or an animal to look at. */
export function isSuspicious(values: Weighed, last: Weighed): boolean {
  if (!last.weight || !values.weight || numberFault(values.weight, WEIGHT_DECIMALS)) return false;
  const before = inKg(asNumber(last.weight), last.weightUnit);
  return clean(Math.abs(inKg(asNumber(values.weight), values.weightUnit) - before)) > clean(before * SUSPICIOUS);
}
