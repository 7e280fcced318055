import { type KeyboardEvent, useEffect, useEffectEvent, useState } from "react";

interface Listed {
  /** What is typed; null where nothing was since the last choice. */
  text: string | null;
  open: boolean;
  /** Whether the list answers it, and not an earlier text. */
  isFresh: boolean;
  takeFirst: () => void;
}

/** Enter on a list that is about an earlier text waits for the answer to what is typed, and takes its first. */
export function useEnterWhenFresh({ text, open, isFresh, takeFirst }: Listed) {
  const [wanted, want] = useState<string | null>(null);
  const waits = wanted !== null && wanted === text;
  const take = useEffectEvent(takeFirst);
  useEffect(() => {
    if (waits && isFresh) take();
  }, [waits, isFresh]);
  return {
    waits,
    cancel: () => want(null),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.nativeEvent.isComposing || !open || isFresh || text === null) return;
      event.preventDefault();
      want(text);
    },
  };
}
