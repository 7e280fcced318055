import { expect, test } from "vitest";
import { read } from "@/typed/reader";
import { fromDraft, NEW_RECORD, toDraft, toRecord, withTemplate } from "./values";

const template = { recordType: "dental", symptoms: "Tartar", treatment: "Scaling" } as const;

test("a template fills an empty record, its type too", () => {
  const veterinarian = { id: "visiting", name: "Sarah" };
  const filled = withTemplate({ ...NEW_RECORD, veterinarian }, template);
  expect(filled).toEqual({ ...NEW_RECORD, ...template, veterinarian });
});

test("a template goes below what was typed and leaves its type", () => {
  const filled = withTemplate({ ...NEW_RECORD, treatment: "Rest" }, template);
  expect(filled).toMatchObject({ recordType: "treatment", symptoms: "Tartar", treatment: "Rest\nScaling", notes: "" });
});

test("a draft with half a type is a treatment", () => {
  const draft = {
    ...toDraft(NEW_RECORD),
    patientId: "",
    recordType: "den",
    id: "1",
    version: 1,
    updatedAt: "",
    patientName: "",
    recordId: null,
  };
  expect(fromDraft(draft).recordType).toBe("treatment");
});

const STAFF = "0198c0de-0000-7000-8000-000000000001";

test.each([
  [{ id: STAFF, name: "Ann Lee" }, { veterinarianId: STAFF }],
  [
    { id: "visiting", name: " Dr. Sa " },
    { veterinarianId: null, veterinarian: "Dr. Sa" },
  ],
  [
    { id: "", name: "" },
    { veterinarianId: null, veterinarian: "" },
  ],
])("a record names one of the staff by id, and only a visitor by name: %o", (veterinarian, sent) => {
  const record = read((reader) => toRecord({ ...NEW_RECORD, veterinarian }, reader));
  expect(record).toEqual({ ...record, ...sent });
  expect("veterinarian" in record).toBe("veterinarian" in sent);
});

test("a visiting veterinarian has a name", () => {
  const veterinarian = { id: "visiting", name: " " };
  expect(() => read((reader) => toRecord({ ...NEW_RECORD, veterinarian }, reader))).toThrow();
});

test("a draft keeps who it is", () => {
  const veterinarian = { id: STAFF, name: "Ann Lee" };
  const draft = { ...toDraft({ ...NEW_RECORD, veterinarian }), id: "1", version: 1, updatedAt: "", patientName: "" };
  expect(fromDraft({ ...draft, patientId: "", recordId: null }).veterinarian).toEqual(veterinarian);
});
