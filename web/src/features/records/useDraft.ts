import { useEffect, useRef, useState } from "react";
import type { Draft } from "@/api/types";
import { useUnloadGuard } from "@/ui/unsaved";
import { DraftKeeper, type DraftState, isLong } from "./draft";
import { toDraft, type Values } from "./values";

/** `subject`: the record, or the patient of a new one. `version`: that of the record which is edited, 0 for a new one. */
export function useDraft(subject: string, begun: Draft | null, values: Values, dirty: boolean, version: number) {
  const [state, say] = useState<DraftState>(begun ? { is: "kept", at: begun.updatedAt } : { is: "none" });
  const [keeper] = useState(() => new DraftKeeper(subject, begun !== null, say));
  const last = useRef(values);

  useEffect(() => {
    if (last.current === values) return;
    last.current = values;
    if (!dirty) return keeper.forget();
    keeper.type({ ...toDraft(values), recordVersion: version || null });
  }, [keeper, values, dirty, version]);

  useEffect(() => {
    const flush = () => keeper.lastWords();
    const hidden = () => document.visibilityState === "hidden" && flush();
    addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      removeEventListener("pagehide", flush);
      document.removeEventListener("visibilitychange", hidden);
      keeper.close();
    };
  }, [keeper]);

  // One that is too long to go out as the page closes, or that can't be kept.
  const atRisk = dirty && (state.is === "failed" || (state.is === "waiting" && isLong(toDraft(values))));
  useUnloadGuard(atRisk);
  return { state, forget: () => keeper.forget(), settle: () => keeper.settle() };
}
