import type { components } from "./schema";

/** A kind of thing, as the API's events name it. */
export type Kind = components["schemas"]["ChangeEvent"]["kind"];

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
