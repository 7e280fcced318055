import type { Texts } from "@/i18n/en";

/** What was done as people say it; as the server says it where this page is older than the server. */
export function actionText(t: Texts, action: string): string {
  const [kind = "", done = ""] = action.split(".");
  const kinds: Record<string, string> = t.audit.kinds;
  const actions: Record<string, string> = t.audit.actions;
  return kinds[kind] && actions[done] ? `${kinds[kind]}: ${actions[done]}` : action;
}
