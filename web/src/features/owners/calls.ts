import { queryOptions } from "@tanstack/react-query";
import { api, body, idempotent, ifMatch, whole } from "@/api/client";
import type { Target } from "@/api/once";
import type { Owner, OwnerIn, SearchResult } from "@/api/types";
import { fullName } from "@/i18n/format";
import type { Choice } from "@/ui/Picker";
import { samePhone } from "./phone";

const PAGE = 200;
const path = (id: string) => ({ params: { path: { id } } });

export const ownerQuery = (id: string) =>
  queryOptions({ queryKey: ["owner", id], queryFn: () => body(api.GET("/owners/{id}", path(id))) });

export const OWNER_SORTS = ["name", "-name", "created", "-created"] as const;

interface OwnerFilters {
  archived: boolean;
  sort: (typeof OWNER_SORTS)[number] | undefined;
}

export const listOwners = (filters: OwnerFilters) => (cursor: string | undefined) =>
  whole(api.GET("/owners", { params: { query: { limit: PAGE, cursor, ...filters } } }));

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
  const found = await body(api.GET("/search", { params: { query: { q, kind: "owner", limit: 50 } } }));
  return found.map((each) => choice(each.id, each.title, each.subtitle));
}

const choice = (id: string, name: string, detail: string) => ({ key: id, title: name, detail, value: { id, name } });

/** Owners with the same phone number, with or without the country's code. */
export async function ownersWithPhone(phone: string): Promise<SearchResult[]> {
  const found = await body(api.GET("/search", { params: { query: { q: phone, kind: "owner", limit: 20 } } }));
  return found.filter(({ subtitle }) => samePhone(subtitle.split(" · ")[0] ?? "", phone));
}
