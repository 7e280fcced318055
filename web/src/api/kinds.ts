/** A kind of thing, as the API's events name it. */
export type Kind =
  | "appointment"
  | "bill"
  | "clinic"
  | "credit_note"
  | "hours"
  | "owner"
  | "patient"
  | "price_item"
  | "record"
  | "record_template"
  | "user";

/** What a query's key begins with: the kind that it holds, or a view of several kinds. */
export type QueryName =
  | Kind
  | "analytics"
  | "audit"
  | "draft"
  | "pick"
  | "search"
  | "second_factor"
  | "session"
  | "staff"
  | "stats"
  | "summary";

declare module "@tanstack/react-query" {
  interface Register {
    queryKey: readonly [QueryName, ...unknown[]];
  }
}
