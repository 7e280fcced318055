import type { Patient, SearchResult } from "@/api/types";
import type { Texts } from "@/i18n/en";
import { useTexts } from "@/i18n/language";
import { Badge } from "@/ui/Badge";

export const SPECIES = ["Dog", "Cat", "Bird", "Rabbit", "Hamster", "Fish", "Reptile", "Other"] as const;

export function speciesText(t: Texts, species: string): string {
  return t.patient.speciesName[species as (typeof SPECIES)[number]] ?? species;
}

/** What the search says of a result; the API writes a patient's species first, by its English name. */
export function subtitleText(t: Texts, { type, subtitle }: Pick<SearchResult, "type" | "subtitle">): string {
  if (type !== "patient") return subtitle;
  const [species = "", ...rest] = subtitle.split(" · ");
  return [speciesText(t, species), ...rest].join(" · ");
}

export function genderText(t: Texts, gender: Patient["gender"]): string {
  return gender ? { Male: t.patient.male, Female: t.patient.female }[gender] : "";
}

export function PatientState({ patient }: { patient: Pick<Patient, "status" | "deceasedAt" | "archivedAt"> }) {
  const t = useTexts();
  if (patient.archivedAt) return <Badge tone="warn">{t.state.archivedBadge}</Badge>;
  if (patient.deceasedAt) return <Badge>{t.patient.deceased}</Badge>;
  return patient.status === "inactive" ? <Badge>{t.patient.inactive}</Badge> : null;
}
