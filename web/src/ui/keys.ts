import type { KeyboardEvent } from "react";

/** Ctrl-Enter, or ⌘-Enter, sends the form that it is pressed in, and not one around a dialog that the form opened. */
export const sendsOnKeys = (send: () => void) => (event: KeyboardEvent) => {
  const isInside = event.currentTarget.contains(event.target as Node);
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !isInside) return;
  event.preventDefault();
  send();
};
