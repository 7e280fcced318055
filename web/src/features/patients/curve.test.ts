import { describe, expect, it } from "vitest";
import { fromPatient, isSuspicious, KG_PER_LB } from "./values";
import { inUnit, scale, ticks } from "./curve";

describe("the axis of weights", () => {
  it.each([
    [[30, 30.3]],
    [[0]],
    [[0, 0]],
    [[0.001, 0.002]],
    [[0.0005]],
    [[4.2, 4.1, 4.3]],
    [[1, 60]],
    [[19_999, 20_000]],
  ])("of %j holds them all between round values", (values) => {
    const axis = ticks(values);
    const [low, high] = [axis[0]!, axis.at(-1)!];
    expect(axis.every(Number.isFinite)).toBe(true);
    expect(axis.length).toBeGreaterThan(1);
    expect(axis.length).toBeLessThan(9);
    expect(low).toBeGreaterThanOrEqual(0);
    for (const value of values) expect(low <= value && value <= high).toBe(true);
  });

  it("shows one percent as little", () => {
    const axis = ticks([30, 30.3]);
    const y = scale(axis[0]!, axis.at(-1)!, 0, 100);
    expect(y(30.3) - y(30)).toBeLessThan(5);
  });
});

describe("a weight in another unit", () => {
  it("of nothing is nothing", () => expect(inUnit(0, "lbs")).toBe(0));
  it("is worked out by the unit", () => {
    expect(inUnit(KG_PER_LB, "lbs")).toBe(1);
    expect(inUnit(30.4, "kg")).toBe(30.4);
  });
});

describe("a typed weight", () => {
  const patient = (weight: string, weightUnit: "kg" | "lbs" = "kg") => ({
    ...fromPatient({ name: "", species: "Dog", ownerId: "", owner: { firstName: "", lastName: "" } }, "kg"),
    weight,
    weightUnit,
  });
  it.each([
    ["304", "kg", true],
    ["30", "kg", false],
    ["38", "kg", false],
    ["38.1", "kg", true],
    ["22.7", "kg", true],
    ["67", "lbs", false],
    ["30.4", "lbs", true],
    ["", "kg", false],
    ["1,25", "kg", false],
  ] as const)("after 30.4 kg %s %s is asked: %s", (weight, unit, asked) => {
    expect(isSuspicious(patient(weight, unit), patient("30.4"))).toBe(asked);
  });
  it("that is the first isn't asked", () => expect(isSuspicious(patient("304"), patient(""))).toBe(false));
});
