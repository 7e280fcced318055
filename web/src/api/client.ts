import createClient from "openapi-fetch";
import { Problem, problemOf } from "./problem";
import type { paths } from "./schema";
import { accessToken, currentSession, refresh } from "./session";
import { traceparent } from "./trace";

const send = (request: Request) => {
  const headers = new Headers(request.headers);
  headers.set("Authorization", `Bearer ${accessToken()}`);
  headers.set("traceparent", traceparent());
  return fetch(new Request(request, { headers }));
};

/** With the token; once more with a new one after a 401, and then the session is over. */
async function authorised(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await send(request);
  if (response.status !== 401 || currentSession().state !== "in") return response;
  await refresh();
  return send(again);
}

/** A stream's body. Throws a Problem where the server gives none. */
export async function openStream(path: string, signal: AbortSignal): Promise<ReadableStream<BufferSource>> {
  const response = await authorised(new Request(path, { signal })).catch((failure: unknown) => {
    throw failure instanceof Problem ? failure : new Problem(0);
  });
  if (!response.ok || !response.body) throw await problemOf(response);
  return response.body;
}

export const api = createClient<paths>({ baseUrl: "/api", fetch: authorised });

export type Answer<T> = Promise<{ data?: T; response: Response; error?: unknown }>;

/** The answer's body. Throws a Problem. */
export async function body<T>(answer: Answer<T>): Promise<T> {
  return (await whole(answer)).data;
}

/** The body and where the next page is. Throws a Problem. */
export async function whole<T>(answer: Answer<T>): Promise<{ data: T; next: string | null }> {
  const { data, response, error } = await answer.catch((failure: unknown) => {
    throw failure instanceof Problem ? failure : new Problem(0);
  });
  if (!response.ok) throw await problemOf(new Response(JSON.stringify(error), response));
  return { data: data as T, next: nextCursor(response.headers.get("link")) };
}

/** The cursor of `Link: </api/owners?cursor=...>; rel="next"`. */
function nextCursor(link: string | null): string | null {
  const target = /<([^<>]*)>;\s*rel="next"/.exec(link ?? "")?.[1];
  return target ? new URL(target, "http://page").searchParams.get("cursor") : null;
}

/** The version that a form was filled from; the server compares the number alone. */
export const ifMatch = (version: number) => ({ "If-Match": `"${version}-0"` });

/** A form's key, kept until there was an answer (src/api/once.ts). */
export const idempotent = (key: string) => ({ "Idempotency-Key": key });
