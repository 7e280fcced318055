import { expect, it } from "vitest";
import { day, dayAndTime, dayOfYear, instant, month } from "./format";

it.each(["en", "ko"] as const)("says a date in one style: %s", (language) => {
  const whole = day(language, "2026-11-25");
  expect(dayAndTime(language, "2026-11-25", "14:30")).toBe(instant(language, "2026-11-25T05:30:00Z", "Asia/Seoul"));
  expect(dayAndTime(language, "2026-11-25", "14:30")).toContain(whole);
  expect(whole).toContain(dayOfYear(language, "2026-11-25"));
  for (const part of month(language, "2026-11-25").split(" ")) expect(whole).toContain(part);
});
