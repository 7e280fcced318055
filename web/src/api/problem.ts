/** What a call can fail with: the server's problem+json, or no answer at all (status 0). */
export interface Fault {
  path: string;
  code: string;
  message: string;
  /** Of "short" and "long": how many characters or entries. */
  limit?: number;
  /** Of "choice": what it may be. */
  allowed?: string[];
}

interface ProblemBody {
  type?: string;
  detail?: string;
  errors?: Fault[];
  current?: unknown;
  changedBy?: { id: string; name: string } | null;
  conflict?: unknown;
  closed?: unknown;
  free?: unknown;
  enrolmentToken?: string;
  requestId?: string;
}

export class Problem extends Error {
  readonly slug: string;
  readonly errors: Fault[];
  /** 412: the object as it is now. */
  readonly current: unknown;
  /** 412: the name of who made it so; empty where no user did, or nobody knows. */
  readonly changedBy: string;
  /** 409 of a booking: the appointment that has the time. */
  readonly conflict: unknown;
  /** 409 of a booking outside the opening hours: the day, and why it is closed. */
  readonly closed: unknown;
  /** 409 of a booking: the next times that can be booked. */
  readonly free: unknown;
  readonly requestId: string;
  /** A login that a second factor must come before. */
  readonly enrolmentToken: string;

  constructor(
    readonly status: number,
    body: ProblemBody = {},
    readonly retryAfter = 0,
  ) {
    super(body.detail ?? `HTTP ${status}`);
    this.slug = body.type?.replace("urn:vetchart:problem:", "") ?? (status ? "unknown" : "offline");
    this.errors = body.errors ?? [];
    this.current = body.current;
    this.changedBy = body.changedBy?.name ?? "";
    this.conflict = body.conflict;
    this.closed = body.closed;
    this.free = body.free;
    this.enrolmentToken = body.enrolmentToken ?? "";
    this.requestId = body.requestId ?? "";
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => ({}));
  // eslint-disable-next-line no-restricted-syntax -- a program wrote it, and src/typed is above
  const retryAfter = Number(response.headers.get("retry-after") ?? "0");
  return new Problem(response.status, typeof body === "object" && body ? body : {}, retryAfter);
}

export const isProblem = (error: unknown, status?: number): error is Problem =>
  error instanceof Problem && (status === undefined || error.status === status);
