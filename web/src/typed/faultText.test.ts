import { describe, expect, it } from "vitest";
import type { Fault } from "@/api/problem";
import { en, type Texts } from "@/i18n/en";
import { ko } from "@/i18n/ko";
import { faultText, faultTexts } from "./faultText";

const fault = (code: string, more: Partial<Fault> = {}): Fault => ({ path: "species", code, message: "…", ...more });

describe.each<Texts>([en, ko])("What is wrong with a field", (t) => {
  it("lists what a choice may be", () => {
    expect(faultText(t, fault("choice", { allowed: ["Dog", "Cat"] }))).toContain("Dog, Cat");
  });

  it("says how long a text may be", () => {
    expect(faultText(t, fault("long", { limit: 500 }))).toContain("500");
  });

  it.each(["refund", "range", "future", "direction", "invisible"])("has words of its own for %s", (code) => {
    expect(faultText(t, fault(code))).not.toBe(t.error.invalid);
  });

  it("names each of its faults once", () => {
    const told = faultTexts(t, [fault("range"), fault("range"), fault("digits")]);
    expect(told.species).toBe(`${t.error.range}; ${t.error.digits}`);
  });
});
