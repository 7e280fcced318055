/** Days as date fields give them, `2026-11-25`. Nobody means a year of two digits as one of the first century. */
export const FIRST = "1900-01-01";
export const LAST = "2199-12-31";

export type DayFault = "day" | "year" | "future" | "range";

export interface Days {
  min?: string | undefined;
  max?: string | undefined;
  /** What is said of a later day than `max`. */
  after?: DayFault;
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Why a text isn't a day among these. */
export function dayFault(text: string, { min = FIRST, max = LAST, after = "range" }: Days = {}): DayFault | undefined {
  if (!isDay(text)) return /^\d{5,}-/.test(text) ? "year" : "day";
  if (text < FIRST || text > LAST) return "year";
  if (text < min) return "range";
  return text > max ? after : undefined;
}

/** A day that there is, in whatever year. */
const isDay = (text: string) => DAY.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/** That of an address, where it can be used; else `otherwise`. */
export const dayOr = (text: string | null, otherwise: string) => (text && !dayFault(text) ? text : otherwise);

const MS = 86_400_000;

export const addDays = (day: string, count: number) =>
  new Date(Date.parse(day) + count * MS).toISOString().slice(0, 10);
