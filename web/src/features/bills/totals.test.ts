import { expect, it } from "vitest";
import cases from "../../../../tests/cases/bill_amounts.json";
import { lineTotal, totals } from "./totals";

const US = { currency: "USD", taxRate: 0.08, taxInclusive: false };

it.each(cases)("a bill adds up as in the table: $name", ({ lines, currency, taxRate, taxInclusive, ...sums }) => {
  const found = totals(lines, { currency, taxRate: Number(taxRate), taxInclusive });
  expect(lines.map((line) => lineTotal(line, currency))).toEqual(lines.map((line) => Number(line.total)));
  expect(found).toEqual({ subtotal: Number(sums.subtotal), tax: Number(sums.tax), total: Number(sums.total) });
});

it("a line is worth what its commas say, and nothing while it can't be read", () => {
  const line = { quantity: "1", unitPrice: "55,000", taxable: true };
  expect(totals([line], US).total).toBe(59_400);
  expect(totals([line, { ...line, unitPrice: "1,25" }], US).total).toBe(59_400);
});
