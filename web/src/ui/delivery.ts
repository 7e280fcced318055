import { isUnanswered, Once, Persistence, type Target } from "@/api/once";
import { isProblem, type Problem } from "@/api/problem";
import { type Clash, disputed, merged, same } from "./merge";

type Place = Omit<Target, "key">;
type Written = { id?: string; version?: number };

export interface Job<V, T> {
  save: (values: V, to: Target) => Promise<T>;
  /** The server's object as this form's values. Without it nothing can be merged, or saved over what was just made. */
  valuesOf: ((current: unknown) => V) | undefined;
  sent: V;
  /** What the form was filled from. */
  base: V;
  to: Place;
  /** What the form shows now: more may have been typed since. */
  shown: () => V;
  change: (by: (shown: V) => V) => void;
  /** The form stays open: what was typed since is saved when its user says so. */
  stays: boolean;
  atMostOnce: boolean;
}

export type Outcome<V, T> =
  | { clash: Clash<V> }
  | { clash?: undefined; result: T; sent: V; /** Who saved something else meanwhile. */ mergedWith?: string };

/** Brings a form's values to the server: once, whatever is lost on the way, and over nobody else's. */
export class Delivery<V extends object, T> {
  readonly persistence: Persistence;
  private readonly once = new Once();
  /** Sent, and perhaps done: goes out again with its key before anything else does. */
  private lost: V | null = null;
  /** What this form has made; it isn't made again. */
  private made: Place | null = null;

  constructor(waiting: (waits: boolean) => void) {
    this.persistence = new Persistence(waiting);
  }

  /** Throws a Problem. */
  run(job: Job<V, T>): Promise<Outcome<V, T>> {
    return this.deliver({ ...job, to: this.made ?? job.to }, job.shown());
  }

  private async deliver(job: Job<V, T>, shownBefore: V): Promise<Outcome<V, T>> {
    const { sent, to } = job;
    const first = to.id ? sent : (this.lost ?? sent);
    try {
      const result = (await this.attempt(job, first)) as T & Written;
      const wanted = same(job.shown(), shownBefore) ? sent : job.shown();
      if (!this.goesOn(job, result) || same(wanted, first)) return { result, sent: first };
      this.made = { id: result.id, version: result.version ?? 0 };
      return await this.deliver({ ...job, sent: wanted, base: first, to: this.made }, wanted);
    } catch (error) {
      if (first !== sent && !isUnanswered(error)) return this.deliver(job, shownBefore);
      if (isProblem(error, 412) && job.valuesOf) return this.merge(job, error, job.valuesOf);
      throw error;
    }
  }

  private async attempt({ save, to, atMostOnce }: Job<V, T>, values: V): Promise<T> {
    const work = () => this.once.run((key) => save(values, { ...to, key }));
    try {
      const result = await (atMostOnce ? work() : this.persistence.run(work));
      this.lost = null;
      return result;
    } catch (error) {
      this.lost = isUnanswered(error) ? values : null;
      throw error;
    }
  }

  private goesOn({ valuesOf, stays, to }: Job<V, T>, result: Written): boolean {
    return Boolean(valuesOf && result.id && !(stays && to.id));
  }

  private async merge(
    job: Job<V, T>,
    { current, changedBy: who }: Problem,
    valuesOf: (now: unknown) => V,
  ): Promise<Outcome<V, T>> {
    const now = current as T & Written;
    const sides = { base: job.base, mine: job.sent, theirs: valuesOf(now) };
    const version = now.version ?? 0;
    if (disputed(sides).length) return { clash: { ...sides, version, who } };
    const both = merged(sides);
    job.change((shown) => merged({ base: job.sent, mine: shown, theirs: both }));
    // Nothing of this form's is missing there, as where its own answer was lost.
    if (same(both, sides.theirs)) return { result: now, sent: both };
    const again = { ...job, sent: both, base: sides.theirs, to: { id: job.to.id, version } };
    return { mergedWith: who, ...(await this.deliver(again, both)) } as Outcome<V, T>;
  }
}
