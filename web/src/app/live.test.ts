import { beforeAll, describe, expect, it, vi } from "vitest";

const ID = "01a211d6-89b4-722a-9ac5-e5c101e1e14a";
const OTHER = "01a211d6-89b4-722a-9ac5-e5c101e1e14b";
const change = { kind: "appointment", id: ID, version: 3 };

let isBehind: typeof import("./live").isBehind;
let namesBeside: typeof import("./live").namesBeside;
beforeAll(async () => {
  vi.stubGlobal("localStorage", { getItem: () => null });
  ({ isBehind, namesBeside } = await import("./live"));
});

describe("what was read", () => {
  it.each([
    ["an older version", ["appointment", ID], { id: ID, version: 2 }, true],
    ["this version", ["appointment", ID], { id: ID, version: 3 }, false],
    ["a newer version", ["appointment", ID], { id: ID, version: 4 }, false],
    ["another one", ["appointment", OTHER], { id: OTHER, version: 1 }, false],
    ["a list without it", ["appointment", "days"], [{ id: OTHER, version: 9 }], true],
    ["a list with an older version", ["appointment", "days"], [{ id: ID, version: 2 }], true],
    [
      "a list with this version",
      ["appointment", "days"],
      [
        { id: OTHER, version: 1 },
        { id: ID, version: 3 },
      ],
      false,
    ],
    [
      "a list by pages with this version",
      ["appointment", "list"],
      { pages: [{ data: [{ id: ID, version: 3 }] }] },
      false,
    ],
    ["nothing yet", ["appointment", "days"], undefined, true],
  ])("is %s", (_, key, data, behind) => {
    expect(isBehind(key, data, change)).toBe(behind);
  });
});

describe("what shows it beside something else", () => {
  it("is read at once where the same service has it, and later where another keeps a copy", () => {
    const changes = [change, { ...change, kind: "owner" }, { ...change, kind: "unheard of" }];
    expect([...namesBeside(changes, "beside")]).toEqual(["summary", "patient", "record", "search", "pick"]);
    expect([...namesBeside(changes, "later")]).toEqual(["stats", "bill", "appointment"]);
  });
});
