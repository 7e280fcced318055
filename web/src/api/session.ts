/**
 * Who is signed in. The access token is in memory alone; the refresh token is a cookie that scripts can't read.
 * A refresh token that comes twice ends the session, so tabs take turns (a lock) and pass on what they got.
 */
import { useSyncExternalStore } from "react";
import { dropForms } from "./keptForms";
import { Problem, problemOf } from "./problem";
import type { Schemas } from "./types";
import { traceparent } from "./trace";

type LoggedIn = Schemas["LoggedIn"];
type User = Schemas["Me"];
type Session = { state: "starting" | "out" | "unreachable"; user: null } | { state: "in" | "ended"; user: User };
type Message = { kind: "in"; login: LoggedIn } | { kind: "out" };

/** Whether there may be a cookie: without it the first visit would ask in vain. Holds no secret. */
const HINT = "vetchart.signed-in";
const BEFORE_EXPIRY = 60_000;

let session: Session = { state: "starting", user: null };
let login: LoggedIn | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
const channel = new BroadcastChannel("vetchart.session");

export const useSession = () => useSyncExternalStore(subscribe, () => session);
export const currentSession = () => session;
export const accessToken = () => login?.token ?? "";

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function become(next: Session) {
  session = next;
  listeners.forEach((listener) => listener());
}

function adopt(next: LoggedIn) {
  login = next;
  localStorage.setItem(HINT, "1");
  clearTimeout(timer);
  // A computer that slept wakes up late; the call that gets 401 then refreshes.
  timer = setTimeout(() => void refresh().catch(() => undefined), Math.max(1000, msLeft() - BEFORE_EXPIRY));
  become({ state: "in", user: next.user });
}

const msLeft = () => (login ? new Date(login.expiresAt).getTime() - Date.now() : 0);

function forget(state: "out" | "ended") {
  login = null;
  clearTimeout(timer);
  localStorage.removeItem(HINT);
  become(state === "ended" && session.user ? { state, user: session.user } : { state: "out", user: null });
}

channel.onmessage = ({ data }: MessageEvent<Message>) => {
  if (data.kind === "out") return forget("out");
  // Another user's sign-in in another tab: this one's page shows what that user may not see.
  if (session.user && session.user.id !== data.login.user.id) location.assign("/");
  else adopt(data.login);
};

async function post(path: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = { traceparent: traceparent() };
  if (body) headers["Content-Type"] = "application/json";
  if (login) headers.Authorization = `Bearer ${login.token}`;
  const request = { method: "POST", headers, body: body ? JSON.stringify(body) : null };
  const response = await fetch(`/api/auth/${path}`, request).catch(() => {
    throw new Problem(0);
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function signIn(username: string, password: string, code = ""): Promise<void> {
  const response = await post("login", { username, password, code, session: "cookie" });
  const next = (await response.json()) as LoggedIn;
  adopt(next);
  channel.postMessage({ kind: "in", login: next } satisfies Message);
}

let refreshing: Promise<unknown> | null = null;

/** The next access token; one call at a time, in this tab and among tabs. Throws where there is none to be had. */
export async function refresh(): Promise<void> {
  const known = login?.token;
  refreshing ??= navigator.locks
    .request("vetchart.refresh", () => (known !== login?.token ? undefined : askForNext()))
    .finally(() => {
      refreshing = null;
    });
  await refreshing;
}

async function askForNext() {
  try {
    const next = (await (await post("refresh")).json()) as LoggedIn;
    adopt(next);
    channel.postMessage({ kind: "in", login: next } satisfies Message);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) forget("ended");
    throw error;
  }
}

/** At the start of the page. */
export async function resume(): Promise<void> {
  if (!localStorage.getItem(HINT)) return forget("out");
  try {
    await refresh();
  } catch (error) {
    if (!(error instanceof Problem && error.status === 401)) become({ state: "unreachable", user: null });
  }
}

/** The server is told first; where it can't be reached, this browser forgets all the same. */
export async function signOut(): Promise<void> {
  if (session.state === "in") dropForms(session.user.id);
  await post("logout").catch(() => undefined);
  forget("out");
  channel.postMessage({ kind: "out" } satisfies Message);
}
