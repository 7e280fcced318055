import { queryOptions } from "@tanstack/react-query";
import { type Answer, api, body, idempotent, ifMatch, whole } from "./client";
import type { Kind } from "./kinds";
import type { Target } from "./once";
import type { paths } from "./schema";

/** The paths of what can be listed, saved, archived and restored. */
export type Plain = { [P in keyof paths]: `${P}/{id}/restore` extends keyof paths ? P : never }[keyof paths];
type Json<R> = R extends { content: { "application/json": infer T } } ? T : never;
export type Sent<P extends Plain> = paths[P] extends { post: { requestBody: infer R } } ? Json<R> : never;
type Stored<P extends Plain> = paths[P] extends { post: { responses: { 201: infer R } } } ? Json<R> : never;
type Query<P extends Plain> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? Q : never;

type Send = <T>(path: string, options: object) => Answer<T>;
/** The same client: of a path that is put together the compiler can't tell the types. */
const http = api as unknown as Record<"GET" | "POST" | "PUT" | "DELETE", Send>;

/** What all plain resources of the API have in common. */
export function calls<P extends Plain>(path: P, kind: Kind) {
  const item = `${path}/{id}`;
  const at = (id: string) => ({ params: { path: { id } } });
  return {
    list: (query: Query<P>) => (cursor: string | undefined) =>
      whole(http.GET<Stored<P>[]>(path, { params: { query: { ...(query as object), cursor } } })),
    one: (id: string) =>
      queryOptions({ queryKey: [kind, id] as const, queryFn: () => body(http.GET<Stored<P>>(item, at(id))) }),
    save: ({ id, version, key }: Target, sent: Sent<P>) =>
      id
        ? body(http.PUT<Stored<P>>(item, { ...at(id), body: sent, headers: ifMatch(version) }))
        : body(http.POST<Stored<P>>(path, { body: sent, headers: idempotent(key) })),
    archive: ({ id, version }: { id: string; version: number }) =>
      body(http.DELETE<unknown>(item, { ...at(id), headers: ifMatch(version) })),
    restore: (id: string) => body(http.POST<unknown>(`${item}/restore`, at(id))),
  };
}
