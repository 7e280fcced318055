import { X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTexts } from "@/i18n/language";
import { Button, IconButton } from "./Button";
import { cx } from "./cx";

interface Options {
  failed?: boolean;
  undo?: () => void;
}

interface Toast extends Options {
  id: number;
  text: string;
}

const LASTS = 6000;
const LASTS_WITH_UNDO = 12_000;
const MOST = 2;

let toasts: Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: Toast[]) {
  toasts = next;
  listeners.forEach((listener) => listener());
}

const drop = (id: number) => change(toasts.filter((toast) => toast.id !== id));

/** Its undo has to work wherever the user goes meanwhile; where it needs its page, `useOwnToast`. */
export function toast(text: string, options: Options = {}): number {
  const id = ++lastId;
  change([...toasts.slice(1 - MOST), { id, text, ...options }]);
  setTimeout(() => drop(id), options.undo ? LASTS_WITH_UNDO : LASTS);
  return id;
}

/** For what can be undone only while the component is there: its toasts go with it. */
export function useOwnToast() {
  const [own] = useState(() => new Set<number>());
  useEffect(() => () => own.forEach(drop), [own]);
  return (text: string, options: Options) => void own.add(toast(text, options));
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Between the page and the edge of its window: what would lie over the page covers what is to be pressed there. */
export function Toasts() {
  const t = useTexts();
  useEffect(() => () => change([]), []); // nothing is left for who signs in next
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div
      role="status"
      aria-live="polite"
      data-toasts
      className={cx(
        "no-print relative z-60 flex shrink-0 justify-center gap-2",
        shown.length > 0 && "border-t border-line bg-surface px-4 py-1.5",
      )}
    >
      {shown.map((each) => (
        <div
          key={each.id}
          className={cx(
            "flex min-w-0 items-center gap-2 rounded-lg border border-line bg-raised ps-4 max-sm:not-last:hidden",
            each.failed && "border-danger text-danger",
          )}
        >
          <span>{each.text}</span>
          {each.undo && (
            <Button
              small
              look="ghost"
              className="text-accent-ink"
              onClick={() => {
                drop(each.id);
                each.undo?.();
              }}
            >
              {t.act.undo}
            </Button>
          )}
          <IconButton label={t.act.dismiss} onClick={() => drop(each.id)}>
            <X size={16} />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
