/** Days are `2026-11-25`, times minutes since midnight. Pure. */
import type { Appointment } from "@/api/types";
import type { Span } from "@/app/hours";
import { addDays } from "@/typed/day";
import { toMinutes } from "@/typed/time";

export function addMonths(day: string, count: number): string {
  const date = new Date(day);
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count);
  return date.toISOString().slice(0, 10);
}

/** The seven days around it, from Sunday. */
export function weekOf(day: string): string[] {
  const sunday = addDays(day, -new Date(day).getUTCDay());
  return Array.from({ length: 7 }, (_, index) => addDays(sunday, index));
}

/** Whole weeks that hold the month. */
export function monthOf(day: string): string[][] {
  const weeks: string[][] = [];
  const month = day.slice(0, 7);
  for (let week = weekOf(`${month}-01`); week[0]!.slice(0, 7) <= month; week = weekOf(addDays(week[0]!, 7)))
    weeks.push(week);
  return weeks;
}

export interface Slot {
  id: string;
  date: string;
  start: number;
  duration: number;
  veterinarian: string;
  patientId: string;
}

export const slotOf = (each: Appointment): Slot => ({
  id: each.id,
  date: each.date,
  start: toMinutes(each.time),
  duration: each.duration ?? 30,
  veterinarian: each.veterinarian ?? "",
  patientId: each.patientId,
});

export const holdsTime = (each: Appointment) => each.status === "scheduled" || each.status === "completed";

/** What already has the time of that veterinarian or that patient. The server has the last word. */
export function clash(wanted: Slot, others: Appointment[]): Appointment | undefined {
  return others.find((each) => {
    const other = slotOf(each);
    const sameResource =
      (wanted.veterinarian !== "" && other.veterinarian === wanted.veterinarian) ||
      other.patientId === wanted.patientId;
    const overlap = wanted.start < other.start + other.duration && other.start < wanted.start + wanted.duration;
    return other.id !== wanted.id && other.date === wanted.date && holdsTime(each) && sameResource && overlap;
  });
}

export interface Placed {
  appointment: Appointment;
  lane: number;
  lanes: number;
}

/** Side by side where they overlap. */
export function place(appointments: Appointment[]): Placed[] {
  const sorted = [...appointments].sort((a, b) => toMinutes(a.time) - toMinutes(b.time));
  const placed: Placed[] = [];
  let group: Placed[] = [];
  let ends: number[] = [];
  for (const appointment of sorted) {
    const { start, duration } = slotOf(appointment);
    if (ends.every((end) => end <= start)) {
      group = [];
      ends = [];
    }
    const free = ends.findIndex((end) => end <= start);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = start + duration;
    group.push({ appointment, lane, lanes: 1 });
    placed.push(group.at(-1)!);
    for (const each of group) each.lanes = ends.length;
  }
  return placed;
}

const USUAL: Span = [8 * 60, 19 * 60];

/** The hours to show: those that the clinic is open, else a usual day; and whatever lies outside them. */
export function hoursOf(appointments: Appointment[], open: Span = USUAL): [from: number, to: number] {
  const slots = appointments.map(slotOf);
  const from = Math.min(open[0], ...slots.map((slot) => slot.start));
  const to = Math.max(open[1], ...slots.map((slot) => slot.start + slot.duration));
  return [Math.floor(from / 60), Math.min(24, Math.ceil(to / 60))];
}
