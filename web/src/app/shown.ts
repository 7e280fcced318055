/** What the page says of a kind of thing wherever it shows one. Of a kind that isn't here there is nothing to say. */
import { CalendarDays, FileText, type LucideIcon, PawPrint, Receipt, Users } from "lucide-react";
import type { Kind, QueryName } from "@/api/kinds";
import { refreshAll } from "@/api/queries";
import type { Texts } from "@/i18n/en";

interface Shown {
  icon?: LucideIcon;
  /** All of them, by name. */
  title?: (t: Texts) => string;
  /** Where all of them are; each of them is below. */
  screens?: string;
  /** Queries beside the kind's own, whose keys begin with it, that show it, too, and are of the same service. */
  beside?: readonly QueryName[];
  /** Those of other services, whose copies follow a moment later, and what the gateway keeps for two seconds. */
  later?: readonly QueryName[];
}

export const SHOWN = {
  patient: {
    icon: PawPrint,
    title: (t) => t.nav.patients,
    screens: "/patients",
    beside: ["owner", "record", "summary", "search", "pick"],
    later: ["appointment", "bill", "stats"],
  },
  owner: {
    icon: Users,
    title: (t) => t.nav.owners,
    screens: "/owners",
    beside: ["patient", "record", "summary", "search", "pick"],
    later: ["appointment", "bill"],
  },
  record: {
    icon: FileText,
    title: (t) => t.nav.records,
    screens: "/records",
    beside: ["summary", "search"],
    later: ["stats", "bill"],
  },
  appointment: { icon: CalendarDays, title: (t) => t.nav.appointments, beside: ["summary"], later: ["stats", "bill"] },
  bill: { icon: Receipt, title: (t) => t.nav.bills, screens: "/bills", beside: ["summary"] },
  credit_note: { beside: ["bill", "summary"] },
  price_item: { beside: ["pick"] },
} as const satisfies { [K in Kind]?: Shown };

const of = (kind: string): Shown => (SHOWN as Record<string, Shown>)[kind] ?? {};

/** Names of the other queries that show it. */
export const namesBeside = (kind: string, when: "beside" | "later"): readonly QueryName[] => of(kind)[when] ?? [];

/** Those of all queries that show it. */
export const namesOf = (kind: Kind) => [kind, ...namesBeside(kind, "beside")];

/** After a change of this page's own: all that shows it is read again. */
export const refreshShown = (kind: Kind) => refreshAll(...namesOf(kind));

/** A kind each of which has a screen of its own. */
export type ScreenKind = {
  [K in keyof typeof SHOWN]: (typeof SHOWN)[K] extends { screens: string } ? K : never;
}[keyof typeof SHOWN];

export const SCREENS = (Object.keys(SHOWN) as (keyof typeof SHOWN)[]).filter(
  (kind): kind is ScreenKind => "screens" in SHOWN[kind],
);

export const addressOf = (kind: ScreenKind, id: string) => `${SHOWN[kind].screens}/${id}`;

/** Where the calendar shows it. */
export const visitAddress = ({ id, date }: { id: string; date: string }) =>
  `/appointments?view=day&date=${date}&open=${id}`;
