import { queryOptions } from "@tanstack/react-query";
import { calls } from "@/api/calls";
import { api, body, idempotent } from "@/api/client";
import type { WeightIn } from "@/api/types";
import { fullName } from "@/i18n/format";
import type { Texts } from "@/i18n/en";
import type { Choice } from "@/ui/Picker";
import { subtitleText } from "./words";

const path = (id: string) => ({ params: { path: { id } } });

export interface PatientRef {
  id: string;
  name: string;
  ownerId: string;
}

export const patients = calls("/patients", "patient");

export const summaryQuery = (id: string) =>
  queryOptions({
    queryKey: ["summary", id],
    queryFn: () => body(api.GET("/patients/{id}/summary", path(id))),
  });

export const PATIENT_SORTS = ["name", "-name", "owner", "-owner", "created", "-created"] as const;

export const weigh = (id: string, weight: WeightIn, key: string) =>
  body(api.POST("/patients/{id}/weights", { ...path(id), body: weight, headers: idempotent(key) }));

export const voidWeight = (id: string, weightId: string, reason: string, key: string) =>
  body(
    api.POST("/patients/{id}/weights/{weightId}/void", {
      params: { path: { id, weightId } },
      body: { reason },
      headers: idempotent(key),
    }),
  );

export const voidedQuery = (id: string) =>
  queryOptions({
    queryKey: ["summary", id, "voided"],
    queryFn: () => body(api.GET("/patients/{id}/weights", { params: { path: { id }, query: { voided: true } } })),
  });

/** Patients by what was typed; the newest where nothing was. */
export async function findPatients(t: Texts, q: string): Promise<Choice<PatientRef>[]> {
  if (!q.trim()) {
    const newest = await body(api.GET("/patients", { params: { query: { limit: 20, status: "active" } } }));
    return newest.map((each) => choice(each.id, each.name, each.ownerId, fullName(each.owner)));
  }
  const found = await body(api.GET("/search", { params: { query: { q, kind: "patient", limit: 50 } } }));
  return found.map((each) => choice(each.id, each.title, each.ownerId ?? "", subtitleText(t, each)));
}

const choice = (id: string, name: string, ownerId: string, detail: string) => ({
  key: id,
  title: name,
  detail,
  value: { id, name, ownerId },
});
