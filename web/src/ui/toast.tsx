import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useTexts } from "@/i18n/language";
import { Button, IconButton } from "./Button";
import { cx } from "./cx";

interface Toast {
  id: number;
  text: string;
  failed?: boolean;
  undo?: () => void;
}

const LASTS = 6000;
const LASTS_WITH_UNDO = 12_000;

let toasts: Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: Toast[]) {
  toasts = next;
  listeners.forEach((listener) => listener());
}

const drop = (id: number) => change(toasts.filter((toast) => toast.id !== id));

export function toast(text: string, options: { failed?: boolean; undo?: () => void } = {}) {
  const id = ++lastId;
  change([...toasts.slice(-2), { id, text, ...options }]);
  setTimeout(() => drop(id), options.undo ? LASTS_WITH_UNDO : LASTS);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const t = useTexts();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div
      role="status"
      aria-live="polite"
      className="no-print pointer-events-none fixed inset-x-3 bottom-4 z-60 flex flex-col items-center gap-2"
    >
      {shown.map((each) => (
        <div
          key={each.id}
          className={cx(
            "pointer-events-auto flex items-center gap-2 rounded-xl border border-line bg-raised py-1.5 pr-1.5 pl-4 shadow-raised",
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
