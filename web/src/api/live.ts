/**
 * What changes in the clinic, as it happens. One tab of the browser holds the stream (a lock) and tells the others;
 * when it is closed the next one takes over.
 */
import type { EventSourceMessage } from "eventsource-parser";
import { useSyncExternalStore } from "react";
import { openStream } from "./client";
import { pause } from "./pause";
import { Problem } from "./problem";
import { backOff, eventReader } from "./sse";

export interface Change {
  kind: string;
  id: string;
  version: number;
}

/** `resync`: something may have been missed. */
export type News = Change | "resync";
type Message = { kind: "news"; news: News[] } | { kind: "live"; live: boolean } | { kind: "who" };

const SILENCE = 45_000; // three heartbeats

const channel = new BroadcastChannel("vetchart.events");
const listeners = new Set<() => void>();
let live = false;
let leads = false;
let hear: (news: News[]) => void = () => undefined;

/** Whether changes are being told; while they aren't, screens ask now and then. */
export const useLive = () => useSyncExternalStore(subscribe, () => live);

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function become(next: boolean) {
  if (live === next) return;
  live = next;
  listeners.forEach((listener) => listener());
}

channel.onmessage = ({ data }: MessageEvent<Message>) => {
  if (data.kind === "news") hear(data.news);
  else if (data.kind === "live") become(data.live);
  else if (leads) channel.postMessage({ kind: "live", live } satisfies Message);
};

/** Until the returned function is called; for as long as somebody is signed in. */
export function followChanges(listener: (news: News[]) => void): () => void {
  const stop = new AbortController();
  hear = listener;
  channel.postMessage({ kind: "who" } satisfies Message);
  navigator.locks.request("vetchart.events", { signal: stop.signal }, () => lead(stop.signal)).catch(() => undefined);
  return () => {
    stop.abort();
    hear = () => undefined;
    become(false);
  };
}

async function lead(stop: AbortSignal) {
  leads = true;
  for (let failures = 0; !stop.aborted; failures++) {
    const wait = await listen(stop, () => {
      failures = 0;
      tell(true);
    }).catch((error: unknown) => (error instanceof Problem ? error.retryAfter * 1000 : 0));
    if (stop.aborted) break;
    tell(false);
    await pause(Math.max(wait, backOff(failures)), stop);
  }
  leads = false;
}

function tell(next: boolean) {
  become(next);
  channel.postMessage({ kind: "live", live: next } satisfies Message);
}

/** Until the stream ends, whoever ends it. Throws a Problem where there is none. */
async function listen(stop: AbortSignal, begun: () => void): Promise<number> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE);
  try {
    const signal = AbortSignal.any([stop, silence.signal]);
    const reader = (await openStream("/api/events", signal)).pipeThrough(new TextDecoderStream()).getReader();
    const read = eventReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE);
      pass(read(piece.value));
      begun();
    }
    return 0;
  } finally {
    clearTimeout(timer);
  }
}

function pass(events: EventSourceMessage[]) {
  const news = events.map(({ event, data }): News => (event === "change" ? (JSON.parse(data) as Change) : "resync"));
  if (!news.length) return;
  hear(news);
  channel.postMessage({ kind: "news", news } satisfies Message);
}
