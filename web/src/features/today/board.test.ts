import { describe, expect, it } from "vitest";
import type { Appointment } from "@/api/types";
import type { Stage } from "@/features/appointments/state";
import { beside, columnsOf, longestWait, moved, stagesFor, waited } from "./board";

const NOW = new Date("2026-11-25T10:00:00Z");
const at = (stage: Stage, rest: Partial<Appointment> = {}) =>
  ({ id: stage, stage, status: stage === "done" ? "completed" : "scheduled", arrivedAt: null, ...rest }) as Appointment;

describe("columns", () => {
  it("hold each appointment once, and none that is cancelled", () => {
    const columns = columnsOf([at("booked"), at("toPay"), at("done"), at("booked", { status: "cancelled" })]);
    expect(Object.values(columns).map((each) => each.length)).toEqual([1, 0, 0, 1, 1]);
  });

  it("keep who waits in the order of arrival", () => {
    const late = at("arrived", { id: "late", arrivedAt: "2026-11-25T09:50:00Z" });
    const early = at("arrived", { id: "early", arrivedAt: "2026-11-25T09:40:00Z" });
    expect(columnsOf([late, early]).arrived.map((each) => each.id)).toEqual(["early", "late"]);
  });
});

describe("the ways on", () => {
  it("lead to every other stage", () => {
    expect(stagesFor(at("arrived"), false)).toEqual(["booked", "withVet", "toPay", "done"]);
  });

  it("lead out of done for an admin alone", () => {
    expect(stagesFor(at("done"), false)).toEqual([]);
    expect(stagesFor(at("done"), true)).toEqual(["booked", "arrived", "withVet", "toPay"]);
  });

  it("lead nowhere for who doesn't come", () => {
    expect(stagesFor(at("booked", { status: "no-show" }), true)).toEqual([]);
  });

  it("end at both ends", () => {
    expect([beside(at("booked"), -1), beside(at("booked"), 1), beside(at("done"), 1)]).toEqual([
      undefined,
      "arrived",
      undefined,
    ]);
  });
});

describe("a move", () => {
  it("notes the arrival once", () => {
    const arrived = moved(at("booked"), "arrived", NOW);
    expect(arrived).toMatchObject({ stage: "arrived", status: "scheduled", arrivedAt: NOW.toISOString() });
    expect(moved(arrived, "withVet", new Date(0)).arrivedAt).toBe(NOW.toISOString());
  });

  it("to done completes, back to booked forgets the arrival", () => {
    expect(moved(at("toPay"), "done", NOW).status).toBe("completed");
    expect(moved(at("arrived", { arrivedAt: NOW.toISOString() }), "booked", NOW).arrivedAt).toBeNull();
  });
});

describe("the wait", () => {
  const arrived = at("arrived", { arrivedAt: "2026-11-25T09:37:30Z" });

  it("counts whole minutes, only while it lasts", () => {
    expect(waited(arrived, NOW)).toBe(22);
    expect(waited({ ...arrived, stage: "withVet" }, NOW)).toBeUndefined();
  });

  it("is never less than nothing, whatever this machine's clock says", () => {
    expect(waited(arrived, new Date(0))).toBe(0);
  });

  it("has a longest, if anybody waits", () => {
    expect(longestWait([at("booked"), arrived, { ...arrived, arrivedAt: "2026-11-25T09:50:00Z" }], NOW)).toBe(22);
    expect(longestWait([at("booked")], NOW)).toBeUndefined();
  });
});
