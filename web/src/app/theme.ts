import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark" | "system";
const KEPT = "vetchart.theme";
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function theme(): Theme {
  const found = localStorage.getItem(KEPT);
  return found === "light" || found === "dark" ? found : "system";
}

function show() {
  const dark = theme() === "system" ? systemDark.matches : theme() === "dark";
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  listeners.forEach((listener) => listener());
}

export function setTheme(next: Theme) {
  if (next === "system") localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, next);
  show();
}

systemDark.addEventListener("change", show);

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTheme = () => useSyncExternalStore(subscribe, theme);
