import type { Bill, BillIn } from "@/api/types";
import { asNumber } from "@/features/patients/values";

/** A line as it is typed. `key` is the line's place on the page, not in the bill. */
export interface LineValues {
  key: string;
  description: string;
  quantity: string;
  unitPrice: string;
  taxable: boolean;
  priceItemId: string | null;
}

export interface Values {
  billDate: string;
  dueDate: string;
  notes: string;
  lines: LineValues[];
}

export const newLine = (): LineValues => ({
  key: crypto.randomUUID(),
  description: "",
  quantity: "1",
  unitPrice: "",
  taxable: true,
  priceItemId: null,
});

export function fromBill(object: unknown): Values {
  const { billDate, dueDate, notes, items } = object as Bill;
  const lines = items.map(({ id, description, quantity, unitPrice, taxable, priceItemId }) => ({
    key: id,
    description,
    quantity: String(quantity),
    unitPrice: String(unitPrice),
    taxable,
    priceItemId,
  }));
  return { billDate, dueDate, notes, lines };
}

export const asLine = (line: LineValues) => ({
  quantity: Number(asNumber(line.quantity)) || 0,
  unitPrice: Number(asNumber(line.unitPrice)) || 0,
  taxable: line.taxable,
});

/** What isn't a number goes as it was typed: the server says which line is wrong. */
export const toItems = (lines: LineValues[]): BillIn["items"] =>
  lines.map((line) => ({
    description: line.description,
    quantity: asNumber(line.quantity) as number,
    unitPrice: (asNumber(line.unitPrice) ?? 0) as number,
    taxable: line.taxable,
    priceItemId: line.priceItemId,
  }));
