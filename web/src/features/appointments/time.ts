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
  /** As `whoOf` has it. */
  veterinarian: string;
  patientId: string;
}

export interface Person {
  who: string;
  name: string;
}

/** Whose it is: one of the staff by id, a visiting veterinarian by name, or nobody's. */
export const whoOf = (each: Appointment) => each.veterinarianId ?? each.veterinarian ?? "";

export const slotOf = (each: Appointment): Slot => ({
  id: each.id,
  date: each.date,
  start: toMinutes(each.time),
  duration: each.duration ?? 30,
  veterinarian: whoOf(each),
  patientId: each.patientId,
});

const DAY = 24 * 60;
export const STEP = 15;

/** What is moved keeps its length, and what is made longer its place; it begins within the day. */
export const within = (wanted: Slot, from: Slot): Slot => ({
  ...wanted,
  start: wanted.start === from.start ? from.start : Math.min(Math.max(0, wanted.start), DAY - STEP),
  duration: wanted.duration === from.duration ? from.duration : Math.max(STEP, wanted.duration),
});

/** From and to which minute it takes of that day, also where it began the day before; null where it takes none. */
export function partOn(each: Pick<Slot, "date" | "start" | "duration">, day: string): Span | null {
  const start = each.start + (Date.parse(each.date) - Date.parse(day)) / 60_000;
  const end = start + each.duration;
  return end > 0 && start < DAY ? [Math.max(0, start), Math.min(DAY, end)] : null;
}

export const holdsTime = (each: Appointment) => each.status === "scheduled" || each.status === "completed";

/** What already has the time of that veterinarian or that patient. The server has the last word. */
export function clash(wanted: Slot, others: Appointment[]): Appointment | undefined {
  return others.find((each) => {
    const other = slotOf(each);
    const sameResource =
      (wanted.veterinarian !== "" && other.veterinarian === wanted.veterinarian) ||
      other.patientId === wanted.patientId;
    const [start, from] = [beginOf(wanted), beginOf(other)];
    const overlap = start < from + other.duration && from < start + wanted.duration;
    return other.id !== wanted.id && holdsTime(each) && sameResource && overlap;
  });
}

/** In minutes, over midnight too. */
const beginOf = ({ date, start }: Slot) => Date.parse(date) / 60_000 + start;

export interface Placed {
  appointment: Appointment;
  part: Span;
  lane: number;
  lanes: number;
  /** Whether it is a strip at the end of the column, beside one that holds the time which it holds no more. */
  strip: boolean;
  /** How many strips it leaves room for at its end, each in its lane. */
  strips: number;
}

/** What stands on that day, side by side where it overlaps; what holds no time takes none of the others' lanes. */
export function place(appointments: Appointment[], day: string): Placed[] {
  const groups = inLanes(appointments.filter(holdsTime), day);
  const held = groups.flat();
  const gone = inLanes(
    appointments.filter((each) => !holdsTime(each)),
    day,
  );
  const strips = gone.filter((group) => group.some((each) => meetsAny(each, held))).flat();
  for (const each of strips) each.strip = true;
  for (const group of groups) {
    const room = stripsBeside(group, strips);
    for (const each of group) each.strips = room;
  }
  return [...held, ...gone.flat()].sort((a, b) => a.part[0] - b.part[0]);
}

const meetsAny = (each: Placed, others: Placed[]) => others.some((other) => meets(each.part, other.part));

const stripsBeside = (group: Placed[], gone: Placed[]) =>
  Math.max(0, ...gone.filter((each) => meetsAny(each, group)).map(({ lane }) => lane + 1));

const meets = ([start, end]: Span, [from, to]: Span) => start < to && from < end;

/** In groups: what overlaps, and what overlaps that. */
function inLanes(appointments: Appointment[], day: string): Placed[][] {
  const sorted = appointments
    .flatMap((appointment) => {
      const part = partOn(slotOf(appointment), day);
      return part ? [{ appointment, part }] : [];
    })
    .sort((a, b) => a.part[0] - b.part[0]);
  const groups: Placed[][] = [];
  let ends: number[] = [];
  for (const { appointment, part } of sorted) {
    const [start, until] = part;
    if (ends.every((end) => end <= start)) {
      groups.push([]);
      ends = [];
    }
    const group = groups.at(-1)!;
    const free = ends.findIndex((end) => end <= start);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = until;
    group.push({ appointment, part, lane, lanes: 1, strip: false, strips: 0 });
    for (const each of group) each.lanes = ends.length;
  }
  return groups;
}

const USUAL: Span = [8 * 60, 19 * 60];

/** The hours to show: those that the clinic is open, else a usual day; and whatever lies outside them. */
export function hoursOf(appointments: Appointment[], days: string[], open: Span = USUAL): [from: number, to: number] {
  const parts = appointments.flatMap((each) => days.map((day) => partOn(slotOf(each), day)));
  const from = Math.min(open[0], ...parts.map((part) => part?.[0] ?? DAY));
  const to = Math.max(open[1], ...parts.map((part) => part?.[1] ?? 0));
  return [Math.floor(from / 60), Math.min(24, Math.ceil(to / 60))];
}
