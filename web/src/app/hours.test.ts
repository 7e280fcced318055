import { describe, expect, it } from "vitest";
import { closedFor, closedSpans, type Hours, openSpans, wholeSpan } from "./hours";

const morning = { opens: "09:00", closes: "12:30" };
const evening = { opens: "14:00", closes: "24:00" };
const hours: Hours = {
  version: 1,
  monday: [morning, evening],
  tuesday: [morning],
  closedDays: [{ date: "2026-12-22", reason: "Outing" }],
};
const MONDAY = "2026-12-21";
const TUESDAY = "2026-12-15";
const OUTING = "2026-12-22";
const SUNDAY = "2026-12-20";

describe("a clinic", () => {
  it("is closed before, between and after its openings", () => {
    expect(openSpans(hours, MONDAY)).toEqual([
      [540, 750],
      [840, 1440],
    ]);
    expect(closedSpans(hours, MONDAY)).toEqual([
      [0, 540],
      [750, 840],
    ]);
  });
  it("is closed all day on a day without openings, and on a closed day", () => {
    expect(closedSpans(hours, SUNDAY)).toEqual([[0, 1440]]);
    expect(closedSpans(hours, OUTING)).toEqual([[0, 1440]]);
    expect(closedFor(hours, OUTING)).toBe("Outing");
    expect(closedFor(hours, TUESDAY)).toBeUndefined();
  });
  it("that hasn't said when it is open is never closed", () => {
    expect(closedSpans({ version: 0 }, MONDAY)).toEqual([]);
    expect(closedSpans(undefined, MONDAY)).toEqual([]);
    expect(wholeSpan({ version: 0 }, [MONDAY])).toBeUndefined();
  });
  it("has a day from the first opening to the last closing", () => {
    expect(wholeSpan(hours, [TUESDAY])).toEqual([540, 750]);
    expect(wholeSpan(hours, [TUESDAY, MONDAY])).toEqual([540, 1440]);
    expect(wholeSpan(hours, [SUNDAY])).toBeUndefined();
  });
});
