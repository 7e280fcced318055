import { describe, expect, it } from "vitest";
import { en } from "@/i18n/en";
import { ko } from "@/i18n/ko";
import { faultText } from "./faultText";
import { dayFault, dayOr } from "./day";

const CASES = [
  ["2026-11-25", undefined],
  ["1900-01-01", undefined],
  ["2199-12-31", undefined],
  ["2024-02-29", undefined],
  ["0026-01-05", "year"],
  ["0202-11-25", "year"],
  ["1899-12-31", "year"],
  ["2200-01-01", "year"],
  ["12026-01-05", "year"],
  ["2023-02-29", "day"],
  ["2026-13-01", "day"],
  ["2026-1-5", "day"],
  ["05/01/2026", "day"],
  ["", "day"],
] as const;

describe.each([
  ["English", en],
  ["Korean", ko],
])("a date typed in %s", (_, texts) => {
  it.each(CASES)("%j: %s", (typed, fault) => {
    expect(dayFault(typed)).toBe(fault);
    if (fault) expect(faultText(texts, { path: "", code: fault, message: "" })).not.toBe(texts.error.invalid);
  });
});

describe("a date among others", () => {
  it("is not after the last", () => {
    expect(dayFault("2026-11-26", { max: "2026-11-25", after: "future" })).toBe("future");
    expect(dayFault("2026-11-25", { max: "2026-11-25", after: "future" })).toBeUndefined();
  });
  it("is not before the first", () => expect(dayFault("2026-11-24", { min: "2026-11-25" })).toBe("range"));
});

it("a date of an address that can't be is not used", () => {
  expect(dayOr("0026-01-05", "2026-11-25")).toBe("2026-11-25");
  expect(dayOr("2026-99-99", "2026-11-25")).toBe("2026-11-25");
  expect(dayOr("2026-01-05", "2026-11-25")).toBe("2026-01-05");
});
