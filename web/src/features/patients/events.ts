import type { Appointment, Bill, Record, Summary } from "@/api/types";

export type Event =
  | { kind: "record"; id: string; at: string; record: Record }
  | { kind: "appointment"; id: string; at: string; appointment: Appointment }
  | { kind: "bill"; id: string; at: string; bill: Bill };
export type Kind = Event["kind"] | "vaccine";

/** Everything that happened or will, latest first. `at` is a day, with the time where there is one. */
export function timeline({ records, appointments, bills }: Summary): Event[] {
  const events: Event[] = [
    ...records.map((record): Event => ({ kind: "record", id: record.id, at: record.visitDate ?? "", record })),
    ...appointments.map((appointment): Event => ({
      kind: "appointment",
      id: appointment.id,
      at: `${appointment.date} ${appointment.time}`,
      appointment,
    })),
    ...bills.map((bill): Event => ({ kind: "bill", id: bill.id, at: bill.billDate, bill })),
  ];
  return events.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

export const isOf = (event: Event, kind: Kind) =>
  kind === "vaccine" ? event.kind === "record" && event.record.recordType === "vaccine" : event.kind === kind;

export const isUpcoming = (event: Event, today: string) =>
  event.kind === "appointment" && event.appointment.status === "scheduled" && event.at.slice(0, 10) >= today;
