import type { Patient } from "@/api/types";

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
  assignedDoctor: "",
  handlingDifficulty: "",
  microchip: "",
  alerts: "",
  ownerId: "",
};
export type Values = typeof NEW_PATIENT;

export function fromPatient(object: unknown): Values {
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
    weightUnit: patient.weightUnit ?? "lbs",
    status: patient.status ?? "active",
    assignedDoctor: patient.assignedDoctor ?? "",
    handlingDifficulty: patient.handlingDifficulty ?? "",
    microchip: patient.microchip ?? "",
    alerts: (patient.alerts ?? []).join("\n"),
    ownerId: patient.ownerId,
  };
}

/** What isn't a number goes as it was typed: the server says what is wrong with it. */
export function toPatient(values: Values): object {
  const { age, alerts, ...rest } = values;
  return {
    ...rest,
    weight: asNumber(values.weight),
    alerts: alerts
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
    ...(values.birthDate || age === "" ? {} : { age: asNumber(age) }),
  };
}

export function asNumber(text: string): number | string | null {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return null;
  return Number.isFinite(Number(plain)) ? Number(plain) : plain;
}
