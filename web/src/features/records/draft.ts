import { isProblem } from "@/api/problem";
import type { DraftIn } from "@/api/types";
import { queryClient } from "@/app/queries";
import { discardDraft, draftQuery, saveDraft } from "./calls";

export type DraftState = { is: "none" | "waiting" | "failed" } | { is: "kept"; at: string };

const AFTER_LAST_KEY = 700; // ms
const AGAIN = 4000; // ms

/** Keeps what is typed on the server, one call at a time, a moment after the last key; tries again until it is there. */
export class DraftKeeper {
  private typed: DraftIn | null = null;
  private sending: Promise<unknown> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;
  private closed = false;

  constructor(
    private readonly subject: string,
    private there: boolean,
    private readonly say: (state: DraftState) => void,
  ) {}

  type(draft: DraftIn) {
    this.typed = draft;
    this.say({ is: "waiting" });
    this.later(AFTER_LAST_KEY);
  }

  /** The editor goes away: what wasn't sent goes out now. */
  close() {
    this.closed = true;
    this.flush(true);
  }

  /** `keepalive`: the page may be closing. */
  flush(keepalive = false) {
    clearTimeout(this.timer);
    const draft = this.typed;
    if (!draft) return;
    this.typed = null;
    const turn = this.turn;
    this.sending = this.sending.then(() => this.send(draft, turn, keepalive));
  }

  /** When all that was typed so far has been sent. */
  settle(): Promise<unknown> {
    this.flush();
    return this.sending;
  }

  /** The draft's time is over: saved as a record, or not wanted. */
  forget() {
    clearTimeout(this.timer);
    this.typed = null;
    this.turn++;
    this.say({ is: "none" });
    queryClient.setQueryData(draftQuery(this.subject).queryKey, null);
    this.sending = this.sending.then(() => this.drop());
  }

  private later(time: number) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), time);
  }

  private async send(draft: DraftIn, turn: number, keepalive: boolean) {
    try {
      const kept = await saveDraft(this.subject, draft, keepalive);
      this.there = true;
      if (turn === this.turn && !this.typed) this.say({ is: "kept", at: kept.updatedAt });
    } catch (error) {
      if (turn !== this.turn) return;
      this.typed ??= draft;
      this.say({ is: "failed" });
      const passing = isProblem(error) && (error.status === 0 || error.status === 401 || error.status >= 500);
      if (passing && !this.closed) this.later(AGAIN);
    }
  }

  private async drop() {
    if (!this.there) return;
    this.there = false;
    // One that stays behind is offered again, and can be discarded then.
    await discardDraft(this.subject).catch(() => undefined);
  }
}
