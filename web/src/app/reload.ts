/** A file of the page that didn't come, and how the page goes on. */
import { pause } from "@/api/pause";
import { backOff } from "@/api/sse";

const MISSING = /dynamically imported module|module script failed|preload CSS/i; // Chromium and Firefox, WebKit, Vite
const KEPT = "vetchart.reloaded";
const AGAIN = 30_000; // ms in which a second reload would be in vain, too

export const isMissingFile = (error: unknown) => error instanceof Error && MISSING.test(error.message);

/** Once: a file that is missing after that is missing for another reason. */
export function mayReload(now = Date.now()): boolean {
  const last = Date.parse(sessionStorage.getItem(KEPT) ?? "");
  sessionStorage.setItem(KEPT, new Date(now).toISOString());
  return !(now - last < AGAIN);
}

/** Until the page's own server answers. */
export async function untilReachable(stop: AbortSignal) {
  for (let failures = 0; !stop.aborted; failures++) {
    const answer = await fetch("/", { method: "HEAD", cache: "no-store", signal: stop }).catch(() => null);
    if (answer?.ok) return;
    await pause(backOff(failures), stop);
  }
}
