import { useEffect } from "react";
import { useNavigate } from "react-router";
import { letterOf } from "@/ui/keyboard";
import { PAGES } from "./nav";

const CHORD = 1500; // ms from g to the letter after it
const TYPING = "input:not([type=radio],[type=checkbox]), textarea, select, [contenteditable]";

/** `n p` would clash with nothing, but single letters of actions stay out of the way of typing and of dialogs. */
const CREATE: Record<string, string> = { a: "/appointments?new=1", p: "/patients?new=1", o: "/owners?new=1" };

export function useHotkeys(open: { palette: () => void; shortcuts: () => void }) {
  const navigate = useNavigate();
  useEffect(() => {
    let chord = { key: "", at: 0 };
    const pressed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && letterOf(event) === "k") {
        event.preventDefault();
        return open.palette();
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return;
      const to = Date.now() - chord.at < CHORD ? destination(chord.key, letterOf(event)) : undefined;
      chord = { key: letterOf(event), at: Date.now() };
      if (to) void navigate(to);
      else if (event.key === "?") open.shortcuts();
      else if (event.key === "/") focusFilter(event);
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  });
}

function destination(first: string, second: string): string | undefined {
  if (first === "g") return PAGES.find((page) => page.key === second)?.to;
  return first === "n" ? CREATE[second] : undefined;
}

const isBusy = (event: KeyboardEvent) =>
  (event.target as Element).matches?.(TYPING) || Boolean(document.querySelector("[role=dialog],[role=alertdialog]"));

function focusFilter(event: KeyboardEvent) {
  const filter = document.querySelector<HTMLElement>("[data-filter]");
  if (!filter) return;
  event.preventDefault();
  filter.focus();
}

const PALETTE = "[data-palette]";

/** What is typed into the palette before its box is there: its code may still be on the way. */
export function useEarlyKeys(open: boolean, type: (by: (typed: string) => string) => void) {
  useEffect(() => {
    if (!open) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.activeElement?.matches(PALETTE)) return;
      event.preventDefault();
      type((typed) => typed + event.key);
    };
    addEventListener("keydown", pressed, { capture: true });
    return () => removeEventListener("keydown", pressed, { capture: true });
  }, [open, type]);
}
