import { type FormEvent, useEffect, useRef, useState } from "react";
import type { Target } from "@/api/once";
import { isProblem, Problem } from "@/api/problem";
import { useTexts } from "@/i18n/language";
import { Delivery, type Outcome } from "./delivery";
import { faultTexts } from "@/typed/faultText";
import { type Clash, same } from "./merge";
import { problemText } from "./problemText";
import { toast } from "./toast";
import { useKept } from "./useKept";

interface Options<V, T> {
  initial: V;
  /** What was typed before and not saved, over `initial`. */
  typed?: V | undefined;
  /** The object that the form was filled from; none for a new one. */
  id?: string | undefined;
  version?: number;
  save: (values: V, to: Target) => Promise<T>;
  saved: (result: T, sent: V) => void;
  /** The server's object as this form's values: what others changed meanwhile is merged with what was typed here. */
  valuesOf?: (current: unknown) => V;
  /** Answers true where it has dealt with the failure itself. */
  failed?: (error: unknown, values: V) => boolean;
  /** What has to be asked before these values are sent. */
  question?: (values: V) => string | undefined;
  /** The form stays open after a save of what was there already. */
  stays?: boolean;
  /** Not harmless twice, as a password: without an answer it isn't sent again by itself. */
  atMostOnce?: boolean;
  /** Names what is typed, which is kept in this browser until it is saved or discarded. */
  keep?: string | undefined;
}

type Input = HTMLInputElement | HTMLTextAreaElement;

/** A form's values, what the server says of them, and whether it would be a pity to lose them. */
export function useForm<V extends object, T>(options: Options<V, T>) {
  const t = useTexts();
  const { kept, keep, drop } = useKept<V>(options.keep);
  const [restored, setRestored] = useState(kept?.at);
  const [base, setBase] = useState<V>({ ...options.initial, ...kept?.base });
  const [values, setValues] = useState<V>({ ...options.initial, ...(kept?.values ?? options.typed) });
  const [version, setVersion] = useState(kept?.version ?? options.version ?? 0);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [asked, ask] = useState<{ question: string; yes: () => void } | null>(null);
  const [clash, setClash] = useState<Clash<V> | null>(null);
  const [delivery] = useState(() => new Delivery<V, T>(setWaiting));
  const inputs = useRef(new Map<string, Input>());
  const latest = useRef(values);
  const dirty = !same(values, base);

  useEffect(() => {
    latest.current = values;
    if (dirty) keep({ values, base, version });
    else drop();
  }, [keep, drop, values, base, version, dirty]);
  useEffect(() => {
    delivery.persistence.begin();
    return () => delivery.persistence.stop();
  }, [delivery]);

  const forget = () => {
    setRestored(undefined);
    drop();
  };

  function fail(error: unknown, sent: V) {
    if (options.failed?.(error, sent)) return;
    if (isProblem(error, 422)) setErrors(faultTexts(t, error.errors));
    if (!isProblem(error, 401)) toast(problemText(t, error), { failed: true });
  }

  /** A date that is half typed has no value, and would be lost without a word. */
  function checkInputs() {
    const half = [...inputs.current].filter(([, input]) => input.validity.badInput);
    const faults = half.map(([path, input]) => ({ path, code: input.type === "time" ? "time" : "day", message: "" }));
    if (faults.length) throw new Problem(422, { errors: faults });
  }

  async function send(sent: V, sentVersion: number, from = base) {
    if (busy) return delivery.persistence.hurry();
    setBusy(true);
    setErrors({});
    try {
      checkInputs();
      settle(await delivery.run(jobOf(sent, sentVersion, from)));
    } catch (error) {
      fail(error, sent);
    } finally {
      setBusy(false);
    }
  }

  const jobOf = (sent: V, sentVersion: number, from: V) => ({
    save: options.save,
    valuesOf: options.valuesOf,
    sent,
    base: from,
    to: { id: options.id, version: sentVersion },
    shown: () => latest.current,
    change: (by: (shown: V) => V) => setValues((latest.current = by(latest.current))),
    stays: options.stays ?? false,
    atMostOnce: options.atMostOnce ?? false,
  });

  function settle(outcome: Outcome<V, T>) {
    if (outcome.clash) return setClash(outcome.clash);
    setBase(outcome.sent);
    setClash(null);
    forget();
    options.saved(outcome.result, outcome.sent);
    if (outcome.mergedWith !== undefined) toast(t.conflict.merged(outcome.mergedWith));
  }

  function submit(event?: FormEvent) {
    event?.preventDefault();
    event?.stopPropagation();
    const question = busy ? undefined : options.question?.(values);
    if (question) ask({ question, yes: () => void send(values, version) });
    else void send(values, version);
  }

  return {
    values,
    errors,
    busy,
    /** There was no answer yet; it is tried again. */
    waiting,
    dirty,
    /** What would be lost with the page. */
    unsaved: dirty && (!busy || waiting),
    clash,
    version,
    base,
    /** When the values were typed that came back. */
    restored,
    asked,
    set: <K extends keyof V>(name: K, value: V[K]) => setValues((before) => ({ ...before, [name]: value })),
    setAll: setValues,
    bind: <K extends keyof V & string>(name: K) => ({
      name,
      value: values[name],
      error: errors[name],
      ref: (input: Input | null) => void (input ? inputs.current.set(name, input) : inputs.current.delete(name)),
      onChange: (event: { target: { value: string } }) =>
        setValues((before) => ({ ...before, [name]: event.target.value })),
    }),
    choose: <K extends keyof V & string>(name: K) => ({
      value: String(values[name] ?? ""),
      error: errors[name],
      onChange: (value: string) => setValues((before) => ({ ...before, [name]: value })),
    }),
    submit,
    /** Whether `attempt` can read the values; what it can't is shown. */
    check: (attempt: (values: V) => unknown) => {
      try {
        setErrors({});
        checkInputs();
        attempt(values);
        return true;
      } catch (error) {
        fail(error, values);
        return false;
      }
    },
    /** These values instead of those shown, which they then are. */
    send: (changed: V) => {
      setValues(changed);
      return send(changed, version);
    },
    answer: (yes: boolean) => {
      ask(null);
      if (yes) asked?.yes();
    },
    resolve: (chosen: V) => {
      if (!clash) return;
      setValues(chosen);
      setVersion(clash.version);
      setBase(clash.theirs);
      void send(chosen, clash.version, clash.theirs);
    },
    /** After a save that leaves the form open: what was typed meanwhile stays. */
    rebase: (sent: V, next: V, nextVersion: number) => {
      setBase(next);
      setValues((now) => (same(now, sent) ? next : now));
      setVersion(nextVersion);
    },
    dropClash: () => setClash(null),
    /** What was typed isn't wanted. */
    discard: () => {
      forget();
      setValues(base);
    },
    goOn: () => setRestored(undefined),
    forget,
  };
}
