import { queryOptions } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { Schemas } from "@/api/types";

export type Step = "day" | "week" | "month";
export interface Range {
  from: string;
  to: string;
  step: Step;
}
export type Revenue = Schemas["Revenue"];
export type Visits = Schemas["Visits"];
export type Newcomers = Schemas["Newcomers"];

const asked = (range: Range) => ({ params: { query: range } });
const kept = { placeholderData: <T>(before: T | undefined) => before, retry: false } as const;

export const revenueQuery = (range: Range) =>
  queryOptions({
    queryKey: ["analytics", "revenue", range],
    queryFn: () => body(api.GET("/analytics/revenue", asked(range))),
    ...kept,
  });

export const visitsQuery = (range: Range) =>
  queryOptions({
    queryKey: ["analytics", "appointments", range],
    queryFn: () => body(api.GET("/analytics/appointments", asked(range))),
    ...kept,
  });

export const newcomersQuery = (range: Range) =>
  queryOptions({
    queryKey: ["analytics", "patients", range],
    queryFn: () => body(api.GET("/analytics/patients", asked(range))),
    ...kept,
  });
