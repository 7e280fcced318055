/** What the server says of a time that can't be booked. Pure. */
import { isProblem } from "@/api/problem";
import type { Appointment } from "@/api/types";

export interface FreeTime {
  date: string;
  time: string;
}

/** Why the server refused a time: somebody has it, or the clinic is closed. `free`: what it offers instead. */
export type Refusal = { free: FreeTime[] | null } & (
  { taken: Appointment; closed?: undefined } | { closed: { date: string; reason: string | null }; taken?: undefined }
);

export function refusalOf(error: unknown): Refusal | null {
  if (!isProblem(error, 409)) return null;
  const free = (error.free ?? null) as FreeTime[] | null;
  if (error.conflict) return { free, taken: error.conflict as Appointment };
  return error.closed ? { free, closed: error.closed as { date: string; reason: string | null } } : null;
}

/** The reason is kept where whoever opens the appointment reads it. */
export const withReason = (notes: string | undefined, label: string, reason: string) =>
  [notes, `${label}: ${reason}`].filter(Boolean).join("\n");
