/** When the clinic is open, as minutes of a day. Pure but for the query. */
import { queryOptions } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { Schemas } from "@/api/types";
import { addDays } from "@/typed/day";
import { quarterFrom, toMinutes, toTime } from "@/typed/time";

export type Hours = Schemas["Hours"];
export const WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEK)[number];
export type Span = [from: number, to: number];

export const hoursQuery = queryOptions({ queryKey: ["hours"], queryFn: () => body(api.GET("/hours")) });

const DAY = 24 * 60;

/** Why the whole day is closed, where it stands among the closed days. */
export const closedFor = (hours: Hours | undefined, day: string): string | undefined =>
  hours?.closedDays?.find((each) => each.date === day)?.reason;

/** The day's openings; the whole day where the clinic hasn't said when it is open. */
export function openSpans(hours: Hours | undefined, day: string): Span[] {
  if (!hours?.version) return [[0, DAY]];
  if (closedFor(hours, day) !== undefined) return [];
  const weekday = WEEK[(new Date(day).getUTCDay() + 6) % 7]!;
  return (hours[weekday] ?? []).map(({ opens, closes }) => [toMinutes(opens), toMinutes(closes)]);
}

/** What lies between the openings, and before and after them. */
export function closedSpans(hours: Hours | undefined, day: string): Span[] {
  const edges = [0, ...openSpans(hours, day).flat(), DAY];
  const spans: Span[] = [];
  for (let i = 0; i < edges.length; i += 2) if (edges[i]! < edges[i + 1]!) spans.push([edges[i]!, edges[i + 1]!]);
  return spans;
}

/** From the first opening to the last closing of these days; none where they are all closed, or any time is open. */
export function wholeSpan(hours: Hours | undefined, days: string[]): Span | undefined {
  const spans = hours?.version ? days.flatMap((day) => openSpans(hours, day)) : [];
  if (!spans.length) return undefined;
  return [Math.min(...spans.map(([from]) => from)), Math.max(...spans.map(([, to]) => to))];
}

const USUAL = 9 * 60; // where the clinic hasn't said when it opens
const FAR = 14; // days

/** The next quarter of an hour in which the clinic is open, on this day or after it, and not in the past. */
export function nextOpening(hours: Hours | undefined, day: string, today: string, now: string) {
  const soon = quarterFrom(toMinutes(now));
  for (let date = day; date < addDays(day, FAR); date = addDays(date, 1)) {
    const from = date === today ? soon : hours?.version ? 0 : USUAL;
    const span = openSpans(hours, date).find(([, closes]) => from < closes);
    if (span) return { date, time: toTime(Math.max(from, quarterFrom(span[0]))) };
  }
  return { date: day, time: toTime(USUAL) };
}
