import { type KeyboardEvent, useEffect, useEffectEvent, useState } from "react";

/** Enter on a list that is about an earlier text waits for the answer to what is typed, and takes its first. */
export function useEnterWhenFresh(open: boolean, isFresh: boolean, take: () => void) {
  const [waits, setWaits] = useState(false);
  const taken = useEffectEvent(() => {
    setWaits(false);
    take();
  });
  useEffect(() => {
    if (waits && isFresh) taken();
  }, [waits, isFresh]);
  return {
    waits,
    cancel: () => setWaits(false),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.nativeEvent.isComposing || !open || isFresh) return;
      event.preventDefault();
      setWaits(true);
    },
  };
}
