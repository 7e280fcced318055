import { isProblem } from "@/api/problem";
import type { DraftIn } from "@/api/types";
import { queryClient } from "@/api/queries";
import { discardDraft, draftQuery, saveDraft } from "./calls";

export type DraftState = { is: "none" | "waiting" | "failed" } | { is: "kept"; at: string };

const SOON = 700; // ms after the first key that isn't kept yet: never more than a second's typing is missing
const AGAIN = 4000; // ms

/** What a browser sends of a page that is closing: 64 KiB for all such calls together. */
const LAST_WORDS = 60 * 1024;
const bytesOf = (draft: DraftIn) => new TextEncoder().encode(JSON.stringify(draft)).length;

/** Whether a draft is too large to go out as the page closes. */
export const isLong = (draft: DraftIn) => bytesOf(draft) > LAST_WORDS;

/** Keeps what is typed on the server, one call at a time, a moment after it was; tries again until it is there. */
export class DraftKeeper {
  private typed: DraftIn | null = null;
  private sending: Promise<unknown> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;
  private closed = false;
  private onItsWay: DraftIn | null = null;

  constructor(
    private readonly subject: string,
    private there: boolean,
    private readonly say: (state: DraftState) => void,
  ) {}

  type(draft: DraftIn) {
    this.typed = draft;
    if (this.timer === undefined) this.later(SOON);
    this.say({ is: "waiting" });
  }

  /** The editor goes away: what wasn't sent goes out now. */
  close() {
    this.closed = true;
    this.flush();
  }

  /** What wasn't sent, after what is on its way. */
  flush() {
    const draft = this.take();
    if (draft) this.sending = this.sending.then(() => this.send(draft, this.turn, false));
  }

  /** The page may be closing: what has no answer yet goes out again, at once and to outlive it. */
  lastWords() {
    const draft = this.take() ?? this.onItsWay;
    if (!draft) return;
    if (isLong(draft)) this.type(draft);
    else void this.send(draft, this.turn, true);
  }

  private take(): DraftIn | null {
    clearTimeout(this.timer);
    this.timer = undefined;
    const draft = this.typed;
    this.typed = null;
    return draft;
  }

  /** When all that was typed so far has been sent. */
  settle(): Promise<unknown> {
    this.flush();
    return this.sending;
  }

  /** The draft's time is over: saved as a record, or not wanted. */
  forget() {
    this.take();
    this.turn++;
    this.say({ is: "none" });
    queryClient.setQueryData(draftQuery(this.subject).queryKey, null);
    this.sending = this.sending.then(() => this.drop());
  }

  private later(time: number) {
    this.timer = setTimeout(() => this.flush(), time);
  }

  private async send(draft: DraftIn, turn: number, keepalive: boolean) {
    this.onItsWay = draft;
    try {
      const kept = await saveDraft(this.subject, draft, keepalive);
      this.there = true;
      if (turn === this.turn && !this.typed) this.say({ is: "kept", at: kept.updatedAt });
    } catch (error) {
      if (turn !== this.turn) return;
      this.typed ??= draft;
      this.say({ is: "failed" });
      const passing = isProblem(error) && (error.status === 0 || error.status === 401 || error.status >= 500);
      if (passing && !this.closed && this.timer === undefined) this.later(AGAIN);
    } finally {
      if (this.onItsWay === draft) this.onItsWay = null;
    }
  }

  private async drop() {
    if (!this.there) return;
    this.there = false;
    // One that stays behind is offered again, and can be discarded then.
    await discardDraft(this.subject).catch(() => undefined);
  }
}
