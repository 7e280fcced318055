import { type FormEvent, useEffect, useState } from "react";
import { useBlocker } from "react-router";
import { isProblem } from "@/api/problem";
import { useTexts } from "@/i18n/language";
import { faultText, problemText } from "./problemText";
import { toast } from "./toast";

interface Options<V, T> {
  initial: V;
  /** What was typed before and not saved, over `initial`. */
  typed?: V | undefined;
  /** Of the object that the form was filled from; 0 for a new one. */
  version?: number;
  save: (values: V, version: number) => Promise<T>;
  saved: (result: T, sent: V) => void;
  /** The server's object as this form's values, for the two versions side by side. */
  valuesOf?: (current: unknown) => V;
  /** Answers true where it has dealt with the failure itself. */
  failed?: (error: unknown, values: V) => boolean;
}

export interface Clash<V> {
  base: V;
  mine: V;
  theirs: V;
  version: number;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** A form's values, what the server says of them, and whether it would be a pity to lose them. */
export function useForm<V extends object, T>(options: Options<V, T>) {
  const t = useTexts();
  const [base, setBase] = useState(options.initial);
  const [values, setValues] = useState(options.typed ?? options.initial);
  const [version, setVersion] = useState(options.version ?? 0);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [clash, setClash] = useState<Clash<V> | null>(null);
  const dirty = !same(values, base);

  function fail(error: unknown, sent: V) {
    if (options.failed?.(error, sent)) return;
    if (isProblem(error, 412) && options.valuesOf) {
      const now = error.current as { version: number };
      return setClash({ base, mine: sent, theirs: options.valuesOf(now), version: now.version });
    }
    if (isProblem(error, 422))
      setErrors(Object.fromEntries(error.errors.map((fault) => [fault.path, faultText(t, fault)])));
    if (!isProblem(error, 401)) toast(problemText(t, error), { failed: true });
  }

  async function send(sent: V, sentVersion: number) {
    if (busy) return;
    setBusy(true);
    setErrors({});
    try {
      const result = await options.save(sent, sentVersion);
      setBase(sent);
      setClash(null);
      options.saved(result, sent);
    } catch (error) {
      fail(error, sent);
    } finally {
      setBusy(false);
    }
  }

  return {
    values,
    errors,
    busy,
    dirty,
    clash,
    version,
    base,
    set: <K extends keyof V>(name: K, value: V[K]) => setValues((before) => ({ ...before, [name]: value })),
    setAll: setValues,
    bind: <K extends keyof V & string>(name: K) => ({
      name,
      value: values[name],
      error: errors[name],
      onChange: (event: { target: { value: string } }) =>
        setValues((before) => ({ ...before, [name]: event.target.value })),
    }),
    choose: <K extends keyof V & string>(name: K) => ({
      value: String(values[name] ?? ""),
      error: errors[name],
      onChange: (value: string) => setValues((before) => ({ ...before, [name]: value })),
    }),
    submit: (event?: FormEvent) => {
      event?.preventDefault();
      event?.stopPropagation();
      void send(values, version);
    },
    send: (changed: V) => send(changed, version),
    resolve: (merged: V) => {
      if (!clash) return;
      setValues(merged);
      setVersion(clash.version);
      void send(merged, clash.version);
    },
    /** After a save that leaves the form open: what was typed meanwhile stays. */
    rebase: (sent: V, next: V, nextVersion: number) => {
      setBase(next);
      setValues((now) => (same(now, sent) ? next : now));
      setVersion(nextVersion);
    },
    dropClash: () => setClash(null),
  };
}

/** Asks before what was typed is left behind, by a link or by closing the page. */
export function useUnsavedGuard(dirty: boolean) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [dirty]);
  return blocker;
}
