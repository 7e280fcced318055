/**
 * The service's arithmetic (shared/values/money.py), for totals that keep up with typing: integers, half up, tax once for the
 * bill. Both are held to tests/cases/bill_amounts.json.
 */
import { digitsOf, type Exact, exact, exactOf, numberFault } from "@/typed/number";

export const QUANTITY_DECIMALS = 3;

/** As it is typed. */
export interface Line {
  quantity: string;
  unitPrice: string;
  taxable: boolean;
}

interface Terms {
  currency: string;
  taxRate: number;
  taxInclusive: boolean;
}

/** Half up, away from zero: the rule of receipts. */
function rounded({ units, scale }: Exact): bigint {
  const whole = ((units < 0n ? -units : units) * 2n + scale) / (2n * scale);
  return units < 0n ? -whole : whole;
}

const product = (a: Exact, b: Exact): Exact => ({ units: a.units * b.units, scale: a.scale * b.scale });
const minorOf = (currency: string): Exact => ({ units: 10n ** BigInt(digitsOf(currency)), scale: 1n });
const typed = (text: string, decimals: number) => exact(numberFault(text, decimals) ? "0" : text);

/** In minor units; what can't be read yet counts as nothing. */
function lineMinor({ quantity, unitPrice }: Line, currency: string): bigint {
  const price = rounded(product(typed(unitPrice, digitsOf(currency)), minorOf(currency)));
  return rounded(product(typed(quantity, QUANTITY_DECIMALS), { units: price, scale: 1n }));
}

const inMajor = (minor: bigint, currency: string) => Number(minor) / Number(minorOf(currency).units);

export const lineTotal = (line: Line, currency: string) => inMajor(lineMinor(line, currency), currency);

export function totals(lines: Line[], { currency, taxRate, taxInclusive }: Terms) {
  const sum = (some: Line[]) => some.reduce((before, line) => before + lineMinor(line, currency), 0n);
  const amount = sum(lines);
  const taxable = sum(lines.filter((line) => line.taxable));
  const rate = exactOf(taxRate);
  const whole = taxInclusive ? rate.scale + rate.units : rate.scale;
  const tax = rounded({ units: taxable * rate.units, scale: whole });
  const [subtotal, total] = taxInclusive ? [amount - tax, amount] : [amount, amount + tax];
  return {
    subtotal: inMajor(subtotal, currency),
    tax: inMajor(tax, currency),
    total: inMajor(total, currency),
  };
}
