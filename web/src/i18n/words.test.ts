import { expect, it } from "vitest";
import { en } from "./en";
import { ko } from "./ko";

/** One term for one thing: the words that clinics don't use, which stood here once. */
const NOT_SAID = {
  en: /\bFigures\b|second factor|\bEnrol\b|Didn’t come|all the same|[Oo]verbook|[Cc]redit note|the chain|\bUsers?\b/,
  ko: /감사 기록|사슬|테크니션|되살|쓰다 만|찾은 것|이미 찬|그래도 예약|노쇼 비율|(?<!부가)세율|사용자|세션/,
};

const texts = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  if (typeof value === "function") return [String(value)];
  return Object.values(value as object).flatMap(texts);
};

it.each([
  ["en", en],
  ["ko", ko],
] as const)("says in %s what clinics say", (language, all) => {
  const stray = texts(all).filter((text) => NOT_SAID[language].test(text));
  expect(stray).toEqual([]);
});
