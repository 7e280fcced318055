/** The board's rules, without a page: who stands where, for how long, and where they may go. */
import type { Appointment } from "@/api/types";
import { isGone, type Stage, stageOf } from "@/features/appointments/state";

export const STAGES: readonly Stage[] = ["booked", "arrived", "withVet", "toPay", "done"];
export const LONG_WAIT = 20; // minutes

/** Who waits stands in the order of arrival, everybody else in the order of the book. */
export function columnsOf(appointments: Appointment[]): Record<Stage, Appointment[]> {
  const columns: Record<Stage, Appointment[]> = { booked: [], arrived: [], withVet: [], toPay: [], done: [] };
  for (const each of appointments) if (!isGone(each)) columns[stageOf(each)].push(each);
  columns.arrived.sort((a, b) => (a.arrivedAt ?? "").localeCompare(b.arrivedAt ?? ""));
  return columns;
}

/** The stages that the service takes it to; what is done only an admin opens again. */
export function stagesFor(appointment: Appointment, mayCorrect: boolean): Stage[] {
  if (isGone(appointment) || (stageOf(appointment) === "done" && !mayCorrect)) return [];
  return STAGES.filter((stage) => stage !== stageOf(appointment));
}

/** The stage beside, on the right or on the left; nothing beyond the ends. */
export const beside = (appointment: Appointment, step: 1 | -1): Stage | undefined =>
  STAGES[STAGES.indexOf(stageOf(appointment)) + step];

/** As it will be, shown until the server has said so. */
export function moved(appointment: Appointment, stage: Stage, now: Date): Appointment {
  const arrivedAt = stage === "booked" ? null : (appointment.arrivedAt ?? now.toISOString());
  return { ...appointment, stage, status: stage === "done" ? "completed" : "scheduled", arrivedAt };
}

/** Minutes since the patient came, while it waits. */
export function waited(appointment: Appointment, now: Date): number | undefined {
  if (stageOf(appointment) !== "arrived" || !appointment.arrivedAt) return undefined;
  return Math.max(0, Math.floor((now.getTime() - new Date(appointment.arrivedAt).getTime()) / 60_000));
}

export function longestWait(appointments: Appointment[], now: Date): number | undefined {
  const waits = appointments.map((each) => waited(each, now)).filter((minutes) => minutes !== undefined);
  return waits.length ? Math.max(...waits) : undefined;
}
