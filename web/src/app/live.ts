/** What changed elsewhere is read again by the screens that show it: here, which queries those are. */
import type { Query } from "@tanstack/react-query";
import { useEffect } from "react";
import { type Change, followChanges, type News } from "@/api/live";
import { queryClient } from "@/api/queries";
import { namesBeside } from "./shown";

const SOON = 150; // ms: changes come in bursts
const LATER = 2_500;
const MOST_PAGES = 3; // of a list that was scrolled far, more aren't read again by themselves
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a query's data may not be as new as this change. */
export function isBehind(key: readonly unknown[], data: unknown, change: Change): boolean {
  if (typeof key[1] === "string" && ID.test(key[1]) && key[1] !== change.id) return false;
  const version = versionIn(data, change.id);
  return version === undefined || version < change.version;
}

/** Of the thing where the data holds it: itself, in a list, or in a list's pages. */
function versionIn(data: unknown, id: string): number | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  if (Array.isArray(data)) {
    for (const each of data) {
      const found = versionIn(each, id);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if ("pages" in data) return versionIn(data.pages, id);
  if ("data" in data) return versionIn(data.data, id);
  return "id" in data && data.id === id && "version" in data ? (data.version as number) : undefined;
}

/** Keys begin with the kind that their query holds. */
export const isOwn = ({ queryKey, state }: Pick<Query, "queryKey"> & { state: { data: unknown } }, changes: Change[]) =>
  changes.some((change) => queryKey[0] === change.kind && isBehind(queryKey, state.data, change));

const othersOf = (changes: Change[], when: "beside" | "later") =>
  new Set<unknown>(changes.flatMap(({ kind }) => namesBeside(kind, when)));

/** Somebody may be typing into it: what changed elsewhere is merged when they save, and not pulled from under them. */
const isOpenRecord = ({ queryKey: [first, id, ...rest] }: Query) =>
  first === "record" && typeof id === "string" && ID.test(id) && rest.length === 0;

function readAgain(concerned: (query: Query) => boolean) {
  const isLong = ({ state }: Query) =>
    ((state.data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0) > MOST_PAGES;
  const waits = (query: Query) => isLong(query) || isOpenRecord(query);
  void queryClient.invalidateQueries({ predicate: (query) => concerned(query) && !waits(query) });
  void queryClient.invalidateQueries({ predicate: (query) => concerned(query) && waits(query), refetchType: "none" });
}

let waiting: Change[] = [];
let missed = 0; // when something may have been: what was read before that is read again
let timer: ReturnType<typeof setTimeout> | undefined;

function note(news: News[]) {
  waiting.push(...news.filter((each) => each !== "resync"));
  if (news.includes("resync")) missed = Date.now();
  timer ??= setTimeout(() => {
    const [changes, since] = [waiting, missed];
    waiting = [];
    missed = 0;
    timer = undefined;
    const others = othersOf(changes, "beside");
    readAgain((query) => others.has(query.queryKey[0]) || isOwn(query, changes) || query.state.dataUpdatedAt < since);
    const later = othersOf(changes, "later");
    if (later.size) setTimeout(() => readAgain(({ queryKey }) => later.has(queryKey[0])), LATER);
  }, SOON);
}

/** For as long as somebody is signed in. */
export function useLiveQueries(signedIn: boolean) {
  useEffect(() => (signedIn ? followChanges(note) : undefined), [signedIn]);
}
