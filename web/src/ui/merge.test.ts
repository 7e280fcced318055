import { describe, expect, it } from "vitest";
import { disputed, merged, textOf } from "./merge";

const base = { name: "Milo", phone: "1", tags: ["a"] };

describe("two people who changed one object", () => {
  it.each([
    ["different fields", { ...base, name: "Max" }, { ...base, phone: "2" }, [], { ...base, name: "Max", phone: "2" }],
    ["the same field alike", { ...base, name: "Max" }, { ...base, name: "Max" }, [], { ...base, name: "Max" }],
    ["nothing here", base, { ...base, tags: [] }, [], { ...base, tags: [] }],
    ["nothing there", { ...base, tags: ["b"] }, base, [], { ...base, tags: ["b"] }],
    ["one field differently", { ...base, name: "Max" }, { ...base, name: "Mia" }, ["name"], { ...base, name: "Max" }],
    ["a list differently", { ...base, tags: ["b"] }, { ...base, tags: ["c"] }, ["tags"], { ...base, tags: ["b"] }],
  ])("%s", (_, mine, theirs, both, result) => {
    expect(disputed({ base, mine, theirs })).toEqual(both);
    expect(merged({ base, mine, theirs })).toEqual(result);
  });

  it("have what was chosen of the fields that both changed", () => {
    const sides = { base, mine: { ...base, name: "Max" }, theirs: { ...base, name: "Mia", phone: "2" } };
    expect(merged(sides, { name: "theirs" })).toEqual({ ...base, name: "Mia", phone: "2" });
  });
});

it("shows what was chosen by its name", () => {
  expect([{ id: "1", name: "Ann" }, "x", null, { id: "", name: "" }].map(textOf)).toEqual(["Ann", "x", "", ""]);
});
