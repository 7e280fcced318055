import { useSyncExternalStore } from "react";
import { en } from "./en";
import { ko } from "./ko";

export type Language = "en" | "ko";
const TEXTS = { en, ko };
const KEPT = "vetchart.language";
const listeners = new Set<() => void>();

let language: Language = kept() ?? (navigator.language.startsWith("ko") ? "ko" : "en");
document.documentElement.lang = language;

function kept(): Language | null {
  const found = localStorage.getItem(KEPT);
  return found === "en" || found === "ko" ? found : null;
}

export function setLanguage(next: Language) {
  language = next;
  localStorage.setItem(KEPT, next);
  document.documentElement.lang = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useLanguage = () => useSyncExternalStore(subscribe, () => language);
export const useTexts = () => TEXTS[useLanguage()];
