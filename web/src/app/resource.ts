/** A plain resource of the API as the page has it: its calls, its words and the table of its fields, in one value. */
import { calls, type Plain, type Sent } from "@/api/calls";
import type { Kind } from "@/api/kinds";
import type { Target } from "@/api/once";
import type { ListPage } from "@/api/queries";
import type { Texts } from "@/i18n/en";
import type { FieldOf, Fields } from "@/ui/fields";
import type { Permission } from "./permissions";

interface Words {
  new: string;
  edit: string;
  saved: string;
  archived: string;
  /** There is none yet. */
  none: string;
}

interface Said<F> {
  /** Who may add and change; the service says the same. */
  write: Permission;
  words: (t: Texts) => Words;
  fields: (t: Texts) => F;
}

export function resource<P extends Plain, const F extends readonly FieldOf<Sent<P>>[]>(
  path: P,
  kind: Kind,
  said: Said<F>,
) {
  return { ...calls(path, kind), ...said, kind };
}

export interface Thing {
  id: string;
  version: number;
  archivedAt: string | null;
}

interface Narrowed {
  archived?: boolean;
  limit?: number;
}

/** What forms and lists need of one. `Of`: what its list can be narrowed to, as `{ patientId }`. */
export interface Resource<T extends Thing, F extends Fields, Of = object> extends Said<F> {
  kind: Kind;
  list: (query: Of & Narrowed) => (cursor: string | undefined) => Promise<ListPage<T>>;
  save: (to: Target, sent: never) => Promise<T>;
  archive: (thing: T) => Promise<unknown>;
  restore: (id: string) => Promise<unknown>;
}
