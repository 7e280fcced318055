/** The service's arithmetic, for totals that keep up with typing; what counts is what the service answers. */
const DIGITS: Record<string, number> = { KRW: 0 };
const RATE_SCALE = 100_000;

export interface Line {
  quantity: number;
  unitPrice: number;
  taxable: boolean;
}

interface Terms {
  currency: string;
  taxRate: number;
  taxInclusive: boolean;
}

export const digitsOf = (currency: string) => DIGITS[currency] ?? 2;

/** Half up, away from zero: the rule of receipts. */
const rounded = (value: number) => Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
const share = (amount: number, part: number, whole: number) => rounded((amount * part) / whole);

function lineMinor({ quantity, unitPrice }: Line, scale: number): number {
  return share(Math.round(unitPrice * scale), Math.round(quantity * 1000), 1000);
}

export function lineTotal(line: Line, currency: string): number {
  const scale = 10 ** digitsOf(currency);
  return lineMinor(line, scale) / scale;
}

export function totals(lines: Line[], { currency, taxRate, taxInclusive }: Terms) {
  const scale = 10 ** digitsOf(currency);
  const rate = Math.round(taxRate * RATE_SCALE);
  const sum = (some: Line[]) => some.reduce((before, line) => before + lineMinor(line, scale), 0);
  const amount = sum(lines);
  const taxable = sum(lines.filter((line) => line.taxable));
  const tax = share(taxable, rate, taxInclusive ? RATE_SCALE + rate : RATE_SCALE);
  const [subtotal, total] = taxInclusive ? [amount - tax, amount] : [amount, amount + tax];
  return { subtotal: subtotal / scale, tax: tax / scale, total: total / scale };
}
