import { resource } from "@/app/resource";
import { api, body } from "@/api/client";
import type { SearchResult } from "@/api/types";
import { fullName } from "@/i18n/format";
import type { Choice } from "@/ui/Picker";
import { samePhone } from "./phone";

export const owners = resource("/owners", "owner", {
  write: "owners:write",
  words: (t) => t.owner,
  fields: (t) => [
    { name: "lastName", label: t.owner.lastName, required: true },
    { name: "firstName", label: t.owner.firstName, required: true },
    { name: "phone", label: t.owner.phone, kind: "tel" },
    { name: "email", label: t.owner.email, kind: "email" },
    { name: "address", label: t.owner.address, wide: true },
    { name: "notes", label: t.owner.notes, kind: "prose" },
  ],
});

export const OWNER_SORTS = ["name", "-name", "created", "-created"] as const;

/** Owners by what was typed; the newest where nothing was. */
export async function findOwners(q: string): Promise<Choice<{ id: string; name: string }>[]> {
  if (!q.trim()) {
    const newest = await body(api.GET("/owners", { params: { query: { limit: 20 } } }));
    return newest.map((owner) => choice(owner.id, fullName(owner), owner.phone ?? ""));
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
