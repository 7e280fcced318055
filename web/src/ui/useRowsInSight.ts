import { useCallback, useLayoutEffect, useRef, useState } from "react";

const AROUND = 12; // rows kept above and below, for the frames that a scroll is ahead of the page

/** Which rows of a scrolled box are in the document, where all are as high. A virtualizer that measures rows makes
 * an object for each of them whenever their number changes: at 100,000 collecting those stopped the page. */
export function useRowsInSight<E extends HTMLElement>(height: number, count: number) {
  const box = useRef<E>(null);
  const [top, setTop] = useState(0);
  const [fit, setFit] = useState(() => Math.ceil(innerHeight / height));
  const measure = useCallback(() => {
    if (!box.current) return;
    const { scrollTop, clientHeight } = box.current;
    setTop(Math.floor(scrollTop / height));
    setFit(Math.ceil(clientHeight / height) + 1);
  }, [height]);

  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, [measure]);

  /** Scrolls no further than it must. */
  const show = (row: number) => {
    if (!box.current) return;
    const { scrollTop, clientHeight } = box.current;
    box.current.scrollTo(0, Math.min(row * height, Math.max((row + 1) * height - clientHeight, scrollTop)));
    measure();
  };
  return { box, first: Math.max(0, top - AROUND), end: Math.min(count, top + fit + AROUND), measure, show };
}
