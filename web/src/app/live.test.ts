import { beforeAll, describe, expect, it, vi } from "vitest";

const ID = "01a211d6-89b4-722a-9ac5-e5c101e1e14a";
const OTHER = "01a211d6-89b4-722a-9ac5-e5c101e1e14b";
const change = { kind: "appointment", id: ID, version: 3 };

let isBehind: typeof import("./live").isBehind;
let isOwn: typeof import("./live").isOwn;
let namesBeside: typeof import("./shown").namesBeside;
beforeAll(async () => {
  vi.stubGlobal("localStorage", { getItem: () => null });
  ({ isBehind, isOwn } = await import("./live"));
  ({ namesBeside } = await import("./shown"));
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

describe("a change", () => {
  it("of whatever kind is read by the queries whose keys begin with it", () => {
    const query = (first: string) => ({ queryKey: [first, "list"] as never, state: { data: undefined } });
    for (const kind of ["vaccination", "price_item"]) {
      expect(isOwn(query(kind), [{ ...change, kind }])).toBe(true);
      expect(isOwn(query("owner"), [{ ...change, kind }])).toBe(false);
    }
  });
  it("is read at once by what the same service answers, and later where another keeps a copy", () => {
    expect(namesBeside("appointment", "beside")).toEqual(["summary"]);
    expect(namesBeside("appointment", "later")).toEqual(["stats", "bill"]);
    expect(namesBeside("unheard of", "beside")).toEqual([]);
  });
});
