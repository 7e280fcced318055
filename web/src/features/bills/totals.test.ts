import { describe, expect, it } from "vitest";
import { lineTotal, totals } from "./totals";

const US = { currency: "USD", taxRate: 0.08, taxInclusive: false };
const KOREA = { currency: "KRW", taxRate: 0.1, taxInclusive: true };
const line = (unitPrice: number, quantity = 1, taxable = true) => ({ unitPrice, quantity, taxable });

describe("a bill's totals", () => {
  it("put the tax on top where prices exclude it", () => {
    expect(totals([line(100), line(50, 1, false)], US)).toEqual({ subtotal: 150, tax: 8, total: 158 });
  });
  it("take the tax out where prices include it", () => {
    expect(totals([line(220_000), line(44_000)], KOREA)).toEqual({ subtotal: 240_000, tax: 24_000, total: 264_000 });
  });
  it("round half up, once for the whole bill", () => {
    expect(totals([line(0.05), line(0.05)], { ...US, taxRate: 0.05 })).toEqual({
      subtotal: 0.1,
      tax: 0.01,
      total: 0.11,
    });
  });
  it("count fractions of a unit and discounts exactly", () => {
    expect(lineTotal(line(0.1, 3), "USD")).toBe(0.3);
    expect(lineTotal(line(12.35, 0.5), "USD")).toBe(6.18);
    expect(lineTotal(line(-12.35, 0.5), "USD")).toBe(-6.18);
    expect(lineTotal(line(999, 0.5), "KRW")).toBe(500);
  });
});
