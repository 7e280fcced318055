import { queryOptions } from "@tanstack/react-query";
import { calls } from "@/api/calls";
import { api, body, idempotent, ifMatch } from "@/api/client";
import type { Bill, PriceItem, Schemas } from "@/api/types";
import type { Choice } from "@/ui/Picker";

const path = (id: string) => ({ params: { path: { id } } });

export const bills = calls("/bills", "bill");

export const BILL_SORTS = ["date", "-date", "due", "-due", "amount", "-amount", "number", "-number"] as const;

export const issueBill = ({ id, version }: Bill, key: string) =>
  body(api.POST("/bills/{id}/issue", { ...path(id), headers: { ...ifMatch(version), ...idempotent(key) } }));

export const payBill = ({ id, version }: Bill, payment: Schemas["PaymentIn"], key: string) =>
  body(
    api.POST("/bills/{id}/payments", {
      ...path(id),
      body: payment,
      headers: { ...ifMatch(version), ...idempotent(key) },
    }),
  );

export const creditBill = ({ id, version }: Bill, note: Schemas["CreditNoteIn"], key: string) =>
  body(
    api.POST("/bills/{id}/credit-notes", {
      ...path(id),
      body: note,
      headers: { ...ifMatch(version), ...idempotent(key) },
    }),
  );

export const creditNotesQuery = (id: string) =>
  queryOptions({
    queryKey: ["credit_note", "of", id],
    queryFn: () => body(api.GET("/bills/{id}/credit-notes", path(id))),
  });

export const findPrices =
  (money: (amount: number) => string) =>
  async (q: string): Promise<Choice<PriceItem>[]> => {
    const query = { limit: 30, q: q || undefined, sort: "used" } as const;
    const items = await body(api.GET("/price-items", { params: { query } }));
    return items.map((item) => ({ key: item.id, title: item.name, detail: money(item.unitPrice), value: item }));
  };
