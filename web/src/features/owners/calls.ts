import { queryOptions } from "@tanstack/react-query";
import { api, body, idempotent, ifMatch, whole } from "@/api/client";
import type { Target } from "@/api/once";
import type { Owner, OwnerIn } from "@/api/types";
import { fullName } from "@/i18n/format";
import type { Choice } from "@/ui/Picker";

const PAGE = 200;
const path = (id: string) => ({ params: { path: { id } } });

export const ownerQuery = (id: string) =>
  queryOptions({ queryKey: ["owners", id], queryFn: () => body(api.GET("/owners/{id}", path(id))) });

export const listOwners = (archived: boolean) => (cursor: string | undefined) =>
  whole(api.GET("/owners", { params: { query: { limit: PAGE, cursor, archived } } }));

export const saveOwner = ({ id, version, key }: Target, owner: OwnerIn) =>
  id
    ? body(api.PUT("/owners/{id}", { ...path(id), body: owner, headers: ifMatch(version) }))
    : body(api.POST("/owners", { body: owner, headers: idempotent(key) }));

export const archiveOwner = ({ id, version }: Owner) =>
  body(api.DELETE("/owners/{id}", { ...path(id), headers: ifMatch(version) }));

export const restoreOwner = (id: string) => body(api.POST("/owners/{id}/restore", path(id)));

/** Owners by what was typed; the newest where nothing was. */
export async function findOwners(q: string): Promise<Choice<{ id: string; name: string }>[]> {
  if (!q.trim()) {
    const owners = await body(api.GET("/owners", { params: { query: { limit: 20 } } }));
    return owners.map((owner) => choice(owner.id, fullName(owner), owner.phone ?? ""));
  }
  const found = await body(api.GET("/search", { params: { query: { q, limit: 50 } } }));
  return found.filter((each) => each.type === "owner").map((each) => choice(each.id, each.title, each.subtitle));
}

const choice = (id: string, name: string, detail: string) => ({ key: id, title: name, detail, value: { id, name } });
