import type { Fault } from "@/api/problem";
import type { Texts } from "@/i18n/en";
import { fromDigits } from "@/typed/number";

/** What is wrong with a field, in the reader's language. */
export function faultText(t: Texts, fault: Fault): string {
  if (fault.message.includes("future")) return t.error.future;
  const [, bound, length = ""] = /length ([<>])= (\d+)/.exec(fault.message) ?? [];
  if (bound === ">") return length === "1" ? t.error.required : t.identity.atLeast(fromDigits(length));
  if (bound === "<") return t.identity.atMost(fromDigits(length));
  if (fault.code === "order" || fault.code === "twice") return t.hours[fault.code];
  const known = t.error as unknown as Record<string, unknown>;
  const text = known[fault.code];
  return typeof text === "string" ? text : t.error.invalid;
}
