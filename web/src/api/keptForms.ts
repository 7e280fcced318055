/**
 * What was typed into a form and not saved, in this browser, under its user: there again after the tab was closed.
 * localStorage is written at once, so not even the last key is missing; see docs/decisions/0012.
 */
export interface Kept<V> {
  values: V;
  /** What the form was filled from, and the version of that. */
  base: V;
  version: number;
  at: string;
}

const PREFIX = "vetchart.form.";
const WEEK = 7 * 86_400_000;

const placeOf = (user: string, name: string) => `${PREFIX}${user}.${name}`;

export function keptForm<V>(user: string, name: string, now = Date.now()): Kept<V> | undefined {
  const found = localStorage.getItem(placeOf(user, name));
  const kept = found ? (JSON.parse(found) as Kept<V>) : undefined;
  return kept && now - Date.parse(kept.at) < WEEK ? kept : undefined;
}

export function keepForm<V>(user: string, name: string, kept: Omit<Kept<V>, "at">) {
  try {
    localStorage.setItem(placeOf(user, name), JSON.stringify({ ...kept, at: new Date().toISOString() }));
  } catch {
    // No room: the page still asks before it is left.
  }
}

export const dropForm = (user: string, name: string) => localStorage.removeItem(placeOf(user, name));

/** With a sign-out: what was typed stays on no computer that others use. */
export function dropForms(user: string) {
  for (const key of Object.keys(localStorage)) if (key.startsWith(placeOf(user, ""))) localStorage.removeItem(key);
}
