import { expect, test } from "vitest";
import { samePhone } from "./phone";

test.each([
  ["010-1234-5678", "01012345678", true],
  ["+82 10-1234-5678", "010-1234-5678", true],
  ["+1 (555) 010-1234", "555-010-1234", true],
  ["555-0100", "555-0100", true],
  ["０１０-1234-5678", "010-1234-5678", true],
  ["010-1234-5678", "010-1234-5679", false],
  ["0100", "555-0100", false],
  ["", "", false],
])("%s and %s are the same number: %s", (one, other, same) => {
  expect(samePhone(one, other)).toBe(same);
  expect(samePhone(other, one)).toBe(same);
});
