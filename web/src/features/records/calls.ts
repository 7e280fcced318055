import { queryOptions } from "@tanstack/react-query";
import { api, body, ifMatch, newKey, whole } from "@/api/client";
import type { RecordIn } from "@/api/types";

const PAGE = 100;
const path = (id: string) => ({ params: { path: { id } } });

export const recordQuery = (id: string) =>
  queryOptions({ queryKey: ["records", id], queryFn: () => body(api.GET("/records/{id}", path(id))) });

export interface RecordFilters {
  from?: string | undefined;
  to?: string | undefined;
  veterinarian?: string | undefined;
}

export const listRecords = (filters: RecordFilters) => (cursor: string | undefined) =>
  whole(api.GET("/records", { params: { query: { limit: PAGE, cursor, ...filters } } }));

export const patientRecordsQuery = (patientId: string) =>
  queryOptions({
    queryKey: ["records", "of", patientId],
    queryFn: () =>
      body(api.GET("/records/patient/{patientId}", { params: { path: { patientId }, query: { limit: 50 } } })),
    enabled: patientId !== "",
  });

export const saveRecord = (id: string | undefined, record: RecordIn, version: number) =>
  id
    ? body(api.PUT("/records/{id}", { ...path(id), body: record, headers: ifMatch(version) }))
    : body(api.POST("/records", { body: record, headers: { "Idempotency-Key": newKey() } }));
