import { isProblem, type Problem } from "@/api/problem";
import type { Texts } from "@/i18n/en";
import { useTexts } from "@/i18n/language";

/** What went wrong, in the reader's language; the server's own sentence is in English and for programmers. */
export function problemText(t: Texts, error: unknown): string {
  if (!isProblem(error)) return t.error.server;
  const bySlug: Record<string, string> = {
    "has-patients": t.error.hasPatients,
    "has-records": t.error.hasRecords,
    "last-admin": t.error.lastAdmin,
    "own-account": t.error.ownAccount,
    "name-taken": t.error.nameTaken,
    "not-invited": t.error.notInvited,
    issued: t.error.issued,
    "too-complex": t.error.tooComplex,
    unreachable: t.error.unreachable,
    closed: t.hours.closedTitle,
    signed: t.chart.signedError,
    "wrong-credentials": t.auth.wrong,
    "second-factor-wrong": t.auth.codeWrong,
  };
  return bySlug[error.slug] ?? byStatus(t, error) ?? withReference(t, error.requestId);
}

function byStatus(t: Texts, { status, retryAfter, changedBy }: Problem): string | undefined {
  if (status === 429) return t.auth.limited(retryAfter);
  const texts: Record<number, string> = {
    0: t.error.network,
    403: t.error.forbidden,
    404: t.error.missing,
    409: t.error.conflict,
    412: t.error.stale(changedBy),
    422: t.error.check,
    502: t.error.unreachable,
    503: t.error.busy,
    504: t.error.unreachable,
  };
  return texts[status];
}

const withReference = (t: Texts, id: string) => (id ? `${t.error.server} ${t.error.reference(id)}` : t.error.server);

export function useProblemText() {
  const t = useTexts();
  return (error: unknown) => problemText(t, error);
}
