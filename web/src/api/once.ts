import { pause } from "./pause";
import { isProblem } from "./problem";
import { backOff } from "./sse";

/** Where a write goes: over the version of an object that was read, or, without an id, to a new one, once by its key. */
export interface Target {
  id?: string | undefined;
  version: number;
  key: string;
}

const PASSING = [0, 502, 503, 504];

/** Whether it may have been done all the same. */
export const isUnanswered = (error: unknown) =>
  isProblem(error) && (error.status === 0 || error.status >= 500 || error.slug === "in-progress");

/** Whether trying again by itself is likely to help. */
const isPassing = (error: unknown) =>
  isProblem(error) && (PASSING.includes(error.status) || error.slug === "in-progress");

/** One Idempotency-Key until an answer came: sent again after a lost one, a thing is done once. */
export class Once {
  private key = crypto.randomUUID();

  async run<T>(work: (key: string) => Promise<T>): Promise<T> {
    try {
      const answer = await work(this.key);
      this.key = crypto.randomUUID();
      return answer;
    } catch (error) {
      if (!isUnanswered(error)) this.key = crypto.randomUUID();
      throw error;
    }
  }
}

/** Tries again until there is an answer, soon when `hurry` is called. `waiting` hears that there was none yet. */
export class Persistence {
  private waits = new AbortController();
  private over = false;

  constructor(private readonly waiting: (waits: boolean) => void) {}

  hurry() {
    this.waits.abort();
  }

  /** What is under way then fails as it does. */
  stop() {
    this.over = true;
    this.waits.abort();
  }

  /** An effect that runs twice stops it in between. */
  begin() {
    this.over = false;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      for (let failures = 0; ; failures++) {
        try {
          return await work();
        } catch (error) {
          if (this.over || !isProblem(error) || !isPassing(error)) throw error;
          this.waiting(true);
          this.waits = new AbortController();
          await pause(Math.max(error.retryAfter * 1000, backOff(failures)), this.waits.signal);
          if (this.over) throw error;
        }
      }
    } finally {
      this.waiting(false);
    }
  }
}
