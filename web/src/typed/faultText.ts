import type { Fault } from "@/api/problem";
import type { Texts } from "@/i18n/en";

/** What is wrong with a field, in the reader's language. */
export function faultText(t: Texts, fault: Fault): string {
  if (fault.code === "short") return t.identity.atLeast(fault.limit ?? 0);
  if (fault.code === "long") return t.identity.atMost(fault.limit ?? 0);
  if (fault.code === "choice") return t.error.choice((fault.allowed ?? []).join(", "));
  if (fault.code === "order" || fault.code === "twice") return t.hours[fault.code];
  const known = t.error as unknown as Record<string, unknown>;
  const text = known[fault.code];
  return typeof text === "string" ? text : t.error.invalid;
}

/** All that is wrong, by field. */
export function faultTexts(t: Texts, faults: Fault[]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const fault of faults)
    texts[fault.path] = [...new Set([texts[fault.path], faultText(t, fault)])].filter(Boolean).join("; ");
  return texts;
}
