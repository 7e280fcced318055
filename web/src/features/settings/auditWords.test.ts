import { expect, it } from "vitest";
import { en } from "@/i18n/en";
import { ko } from "@/i18n/ko";
import { actionText } from "./auditWords";

it("says what was done in both languages", () => {
  expect(actionText(en, "book.placed")).toBe("Appointment book: placed anew after a change of the time zone");
  expect(actionText(ko, "bill.issued")).toBe("청구서: 발행");
});

it("shows what it has no words for as the server says it", () => {
  expect(actionText(en, "ghost.seen")).toBe("ghost.seen");
});
