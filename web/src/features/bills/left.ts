/** What a bill leaves to be credited and given back. The service has the last word on both. */
import type { Bill, Schemas } from "@/api/types";
import { clean } from "@/typed/number";

type Item = Schemas["Item"];
type Method = Schemas["PaymentIn"]["method"];

const face = ({ description, unitPrice, taxable }: Item) => JSON.stringify([description, unitPrice, taxable]);

/** Of each line, how much no credit note holds; lines that read the same share what is credited of them. */
export function uncredited(items: Item[], notes: { items: Item[] }[]): number[] {
  const credited = new Map<string, number>();
  const of = (item: Item) => credited.get(face(item)) ?? 0;
  for (const item of notes.flatMap((note) => note.items)) credited.set(face(item), of(item) + item.quantity);
  return items.map((item) => {
    const taken = Math.min(of(item), item.quantity);
    credited.set(face(item), of(item) - taken);
    return clean(item.quantity - taken);
  });
}

/** By each method that paid, how much of what is to be given back may go that way. */
export function refundable({ payments, balance }: Pick<Bill, "payments" | "balance">): Map<Method, number> {
  const paid = new Map<Method, number>();
  for (const { method, amount } of payments) paid.set(method, clean((paid.get(method) ?? 0) + amount));
  const ways = [...paid].map(([method, amount]) => [method, Math.min(amount, -balance)] as const);
  return new Map(ways.filter(([, amount]) => amount > 0));
}
