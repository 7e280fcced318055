import { queryOptions } from "@tanstack/react-query";
import { api, body, idempotent, ifMatch, whole } from "@/api/client";
import type { Target } from "@/api/once";
import { isProblem } from "@/api/problem";
import type { Draft, DraftIn, Record, RecordIn } from "@/api/types";

const PAGE = 100;
const MOST_DRAFTS = 500;
const path = (id: string) => ({ params: { path: { id } } });

export const recordQuery = (id: string) =>
  queryOptions({ queryKey: ["record", id], queryFn: () => body(api.GET("/records/{id}", path(id))) });

export const RECORD_SORTS = ["date", "-date"] as const;

export interface RecordFilters {
  from?: string | undefined;
  to?: string | undefined;
  veterinarian?: string | undefined;
  sort?: (typeof RECORD_SORTS)[number] | undefined;
}

export const listRecords = (filters: RecordFilters) => (cursor: string | undefined) =>
  whole(api.GET("/records", { params: { query: { limit: PAGE, cursor, ...filters } } }));

export const patientRecordsQuery = (patientId: string) =>
  queryOptions({
    queryKey: ["record", "of", patientId],
    queryFn: () =>
      body(api.GET("/records/patient/{patientId}", { params: { path: { patientId }, query: { limit: 50 } } })),
    enabled: patientId !== "",
  });

export const saveRecord = ({ id, version, key }: Target, record: RecordIn) =>
  id
    ? body(api.PUT("/records/{id}", { ...path(id), body: record, headers: ifMatch(version) }))
    : body(api.POST("/records", { body: record, headers: idempotent(key) }));

export const signRecord = ({ id, version }: Record, key: string) =>
  body(api.POST("/records/{id}/sign", { ...path(id), headers: { ...ifMatch(version), ...idempotent(key) } }));

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["record", id, "versions"],
    queryFn: () => body(api.GET("/records/{id}/versions", { params: { path: { id }, query: { limit: PAGE } } })),
  });

export const addendaQuery = (id: string) =>
  queryOptions({
    queryKey: ["record", id, "addenda"],
    queryFn: () => body(api.GET("/records/{id}/addenda", path(id))),
  });

export const addAddendum = (id: string, text: string, key: string) =>
  body(api.POST("/records/{id}/addenda", { ...path(id), body: { text }, headers: idempotent(key) }));

/** A draft is asked for anew whenever its editor opens; null where there is none. */
export const draftQuery = (subject: string) =>
  queryOptions({
    queryKey: ["draft", subject],
    queryFn: async (): Promise<Draft | null> => {
      await underWay.get(subject);
      // Most records have none: asked for by its id, each of them would be a failure in the browser's console.
      const mine = await body(api.GET("/drafts", { params: { query: { limit: MOST_DRAFTS } } }));
      if (!mine.some((each) => each.id === subject)) return null;
      return body(api.GET("/drafts/{id}", path(subject))).catch((error: unknown) => {
        if (isProblem(error, 404)) return null;
        throw error;
      });
    },
    gcTime: 0,
    staleTime: Infinity,
    // What is left of the time before may still be there: a timer takes it away, and that comes late on a slow machine.
    refetchOnMount: "always",
  });

export const draftsQuery = queryOptions({ queryKey: ["draft"], queryFn: () => body(api.GET("/drafts")) });

/** Drafts on their way: who comes back at once must not read the one before. */
const underWay = new Map<string, Promise<unknown>>();

/** `keepalive`: the page is closing, and the call outlives it. */
export function saveDraft(subject: string, draft: DraftIn, keepalive: boolean): Promise<Draft> {
  const call = body(api.PUT("/drafts/{id}", { ...path(subject), body: draft, keepalive }));
  const over = call.catch(() => undefined).finally(() => underWay.get(subject) === over && underWay.delete(subject));
  underWay.set(subject, over);
  return call;
}
export const discardDraft = (subject: string) => body(api.DELETE("/drafts/{id}", path(subject)));

export const templatesQuery = queryOptions({
  queryKey: ["record_template"],
  queryFn: () => body(api.GET("/record-templates")),
  select: (all) => all.toSorted((a, b) => a.name.localeCompare(b.name)),
});
