import { expect, test } from "vitest";
import { fromDraft, NEW_RECORD, same, withTemplate } from "./values";

const template = { recordType: "dental", symptoms: "Tartar", treatment: "Scaling" } as const;

test("a template fills an empty record, its type too", () => {
  const filled = withTemplate({ ...NEW_RECORD, veterinarian: "Sarah" }, template);
  expect(filled).toEqual({ ...NEW_RECORD, ...template, veterinarian: "Sarah" });
});

test("a template goes below what was typed and leaves its type", () => {
  const filled = withTemplate({ ...NEW_RECORD, treatment: "Rest" }, template);
  expect(filled).toMatchObject({ recordType: "treatment", symptoms: "Tartar", treatment: "Rest\nScaling", notes: "" });
});

test("a draft with half a type is a treatment", () => {
  const draft = {
    ...NEW_RECORD,
    recordType: "den",
    id: "1",
    version: 1,
    updatedAt: "",
    patientName: "",
    recordId: null,
  };
  expect(fromDraft(draft).recordType).toBe("treatment");
});

test("records are the same when each field is", () => {
  expect(same(NEW_RECORD, { ...NEW_RECORD })).toBe(true);
  expect(same(NEW_RECORD, { ...NEW_RECORD, notes: "x" })).toBe(false);
});
