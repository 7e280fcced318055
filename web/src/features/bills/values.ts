import type { Bill, Schemas } from "@/api/types";
import { digitsOf } from "@/typed/number";
import type { Reader } from "@/typed/reader";
import { prose } from "@/typed/text";
import { QUANTITY_DECIMALS } from "./totals";

type ItemIn = Schemas["ItemIn"];

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
  const lines = items.map(({ description, quantity, unitPrice, taxable, priceItemId }, index) => ({
    // Not its id: that is no part of what somebody wrote, for two versions to differ in.
    key: String(index),
    description,
    quantity: String(quantity),
    unitPrice: String(unitPrice),
    taxable,
    priceItemId,
  }));
  return { billDate, dueDate, notes, lines };
}

function toItem(values: LineValues, path: string, decimals: number, reader: Reader): ItemIn {
  return {
    description: reader.name(`${path}.description`, values.description),
    quantity: reader.needed(`${path}.quantity`, values.quantity, QUANTITY_DECIMALS),
    unitPrice: reader.needed(`${path}.unitPrice`, values.unitPrice, decimals),
    taxable: values.taxable,
    priceItemId: values.priceItemId,
  };
}

export function toBill({ lines, billDate, dueDate, notes }: Values, currency: string, reader: Reader) {
  const days = { billDate: reader.day("billDate", billDate), dueDate: reader.day("dueDate", dueDate) };
  if (days.billDate && days.dueDate && days.dueDate < days.billDate) reader.refuse("dueDate", "beforeBill");
  const decimals = digitsOf(currency);
  const items = lines.map((each, index) => toItem(each, `items[${index}]`, decimals, reader));
  return { ...days, notes: prose(notes), items };
}
