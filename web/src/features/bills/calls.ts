import { queryOptions } from "@tanstack/react-query";
import { api, body, idempotent, ifMatch, whole } from "@/api/client";
import type { Target } from "@/api/once";
import type { Bill, BillIn, PriceItem, Schemas } from "@/api/types";
import type { Choice } from "@/ui/Picker";

const PAGE = 100;
const path = (id: string) => ({ params: { path: { id } } });

export const billQuery = (id: string) =>
  queryOptions({ queryKey: ["bill", id], queryFn: () => body(api.GET("/bills/{id}", path(id))) });

export const BILL_SORTS = ["date", "-date", "due", "-due", "amount", "-amount", "number", "-number"] as const;

export interface BillFilters {
  status: Bill["status"] | undefined;
  from: string | undefined;
  to: string | undefined;
  number: number | undefined;
  ownerId: string | undefined;
  patientId: string | undefined;
  sort: (typeof BILL_SORTS)[number] | undefined;
}

export const listBills = (filters: BillFilters) => (cursor: string | undefined) =>
  whole(api.GET("/bills", { params: { query: { limit: PAGE, cursor, ...filters } } }));

export const saveBill = ({ id, version, key }: Target, bill: BillIn) =>
  id
    ? body(api.PUT("/bills/{id}", { ...path(id), body: bill as Schemas["BillInChange"], headers: ifMatch(version) }))
    : body(api.POST("/bills", { body: bill, headers: idempotent(key) }));

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

export const archiveBill = ({ id, version }: Bill) =>
  body(api.DELETE("/bills/{id}", { ...path(id), headers: ifMatch(version) }));
export const restoreBill = (id: string) => body(api.POST("/bills/{id}/restore", path(id)));

export const findPrices =
  (money: (amount: number) => string) =>
  async (q: string): Promise<Choice<PriceItem>[]> => {
    const query = { limit: 30, q: q || undefined, sort: "used" } as const;
    const items = await body(api.GET("/price-items", { params: { query } }));
    return items.map((item) => ({ key: item.id, title: item.name, detail: money(item.unitPrice), value: item }));
  };
