/** Dates, money and names in the reader's own way. Pure: language, time zone and currency come in. */
import type { Language } from "./language";

const LOCALES = { en: "en-US", ko: "ko-KR" };
const HANGUL = /[가-힣]/;

interface Named {
  firstName: string;
  lastName: string;
}

/** Korean names: family name first, without a space. */
export function fullName({ firstName, lastName }: Named): string {
  return HANGUL.test(lastName) ? `${lastName}${firstName}` : `${firstName} ${lastName}`.trim();
}

/** Making a formatter takes a hundred times as long as using one. */
function kept<Options, Formatter>(make: (locale: string, options: Options) => Formatter) {
  const cache = new Map<string, Formatter>();
  return (locale: string, options: Options): Formatter => {
    const key = locale + JSON.stringify(options);
    let found = cache.get(key);
    if (!found) cache.set(key, (found = make(locale, options)));
    return found;
  };
}

const dates = kept((locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options));
const numbers = kept((locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));

const formatter = (language: Language, options: Intl.DateTimeFormatOptions) => dates(LOCALES[language], options);

/** `2026-11-25` is a day, not an instant: no time zone moves it. */
export function day(language: Language, text: string, options: Intl.DateTimeFormatOptions = { dateStyle: "medium" }) {
  return formatter(language, { ...options, timeZone: "UTC" }).format(new Date(`${text}T00:00:00Z`));
}

/** Without what is the same for all that stand there, and otherwise as `day` writes it: in Korean its months are numbers. */
const MONTH = { en: "short", ko: "numeric" } as const;

export const dayOfYear = (language: Language, text: string) =>
  day(language, text, { month: MONTH[language], day: "numeric" });

export const month = (language: Language, text: string) =>
  day(language, text, { year: "numeric", month: MONTH[language] });

/** `2026-11-25` and `14:30` of the clinic's wall, written as an instant is. */
export const dayAndTime = (language: Language, day: string, time: string) =>
  instant(language, `${day}T${time}:00Z`, "UTC");

/** `November 22 – 28, 2026`: what both days share is said once. */
export function days(language: Language, from: string, to: string) {
  const [first, last] = [from, to].map((text) => new Date(`${text}T00:00:00Z`)) as [Date, Date];
  return formatter(language, { dateStyle: "long", timeZone: "UTC" }).formatRange(first, last);
}

export function instant(language: Language, text: string, timeZone: string, options?: Intl.DateTimeFormatOptions) {
  const style = options ?? { dateStyle: "medium", timeStyle: "short" };
  return formatter(language, { ...style, timeZone }).format(new Date(text));
}

/** `14:30` of the clinic's wall. */
export function clock(language: Language, time: string): string {
  return formatter(language, { timeStyle: "short", timeZone: "UTC" }).format(new Date(`2000-01-01T${time}:00Z`));
}

export function hour(language: Language, hour: number): string {
  const at = new Date(Date.UTC(2000, 0, 1, hour));
  return formatter(language, { hour: "numeric", timeZone: "UTC" }).format(at);
}

export function money(language: Language, amount: number, currency: string): string {
  return numbers(LOCALES[language], { style: "currency", currency }).format(amount);
}

export function percent(language: Language, fraction: number): string {
  return numbers(LOCALES[language], { style: "percent", maximumFractionDigits: 3 }).format(fraction);
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

export function relative(language: Language, text: string, now = Date.now()): string {
  const seconds = (new Date(text).getTime() - now) / 1000;
  const [unit, size] = STEPS.find(([, each]) => Math.abs(seconds) >= each) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(LOCALES[language], { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

/** Today by the clinic's clock, as `2026-11-25`. */
export function todayIn(timeZone: string, now = new Date()): string {
  return dates("en-CA", { timeZone }).format(now);
}

/** The time by the clinic's clock, as `14:30`. */
export function nowIn(timeZone: string, now = new Date()): string {
  return dates("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(now);
}
