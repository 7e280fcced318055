import { describe, expect, it } from "vitest";
import type { Appointment } from "@/api/types";
import { naming } from "@/app/doctor";
import { addDays } from "@/typed/day";
import { toMinutes, toTime } from "@/typed/time";
import { addMonths, clash, hoursOf, monthOf, partOn, place, slotOf, weekOf, whoOf, within } from "./time";

const DAY = "2026-11-25";
const STAFF = "0195f6a0-0000-7000-8000-000000000000";

const booked = (id: string, time: string, duration = 30, rest: Partial<Appointment> = {}) =>
  ({
    id,
    date: DAY,
    time,
    duration,
    veterinarian: "Wilson",
    patientId: id,
    status: "scheduled",
    ...rest,
  }) as Appointment;

describe("days", () => {
  it("go on over the end of a month and the night of the clocks", () => {
    expect(addDays("2026-10-31", 1)).toBe("2026-11-01");
    expect(addDays("2026-03-08", 1)).toBe("2026-03-09");
    expect(addMonths("2026-12-31", 1)).toBe("2027-01-01");
  });
  it("make weeks from Sunday", () => {
    expect(weekOf("2026-11-25")).toEqual(expect.arrayContaining(["2026-11-22", "2026-11-28"]));
    expect(weekOf("2026-11-22")[0]).toBe("2026-11-22");
  });
  it("make a month of whole weeks", () => {
    const weeks = monthOf("2026-11-25");
    expect(weeks[0]![0]).toBe("2026-11-01");
    expect(weeks.at(-1)!.at(-1)).toBe("2026-12-05");
  });
});

describe("times", () => {
  it("are minutes and back", () => {
    expect(toMinutes("09:05")).toBe(545);
    expect(toTime(545)).toBe("09:05");
  });
  it("widen the day where something lies outside it", () => {
    expect(hoursOf([], [DAY])).toEqual([8, 19]);
    expect(hoursOf([booked("a", "06:30"), booked("b", "20:30", 45)], [DAY])).toEqual([6, 22]);
  });
});

describe("a clash", () => {
  const wanted = slotOf(booked("new", "10:00"));
  it("is the same veterinarian at the same time", () => {
    expect(clash(wanted, [booked("a", "10:15")])?.id).toBe("a");
  });
  it("is the same patient with another veterinarian", () => {
    expect(clash(wanted, [booked("a", "10:15", 30, { veterinarian: "Han", patientId: "new" })])?.id).toBe("a");
  });
  it("isn't one that ends when this begins, is cancelled, or is itself", () => {
    expect(
      clash(wanted, [booked("a", "09:30"), booked("b", "10:00", 30, { status: "cancelled" }), booked("new", "10:00")]),
    ).toBeUndefined();
  });
});

describe("over midnight", () => {
  const late = booked("a", "23:30", 120);
  it("an appointment is on both days", () => {
    expect(partOn(slotOf(late), DAY)).toEqual([1410, 1440]);
    expect(partOn(slotOf(late), "2026-11-26")).toEqual([0, 90]);
    expect(partOn(slotOf(late), "2026-11-27")).toBeNull();
    expect(place([late], "2026-11-26").map(({ part }) => part)).toEqual([[0, 90]]);
    expect(hoursOf([late], ["2026-11-26"])).toEqual([0, 19]);
  });
  it("it takes the time of the next morning's", () => {
    const wanted = slotOf(booked("b", "01:00", 30, { date: "2026-11-26" }));
    expect(clash(wanted, [late])?.id).toBe("a");
    expect(clash({ ...wanted, start: 90 }, [late])).toBeUndefined();
  });
});

describe("what is moved", () => {
  const short = slotOf(booked("a", "10:00", 10));
  const late = slotOf(booked("b", "23:30", 120));
  it("keeps its length, by another day its time too", () => {
    expect(within({ ...short, start: 630 }, short)).toMatchObject({ start: 630, duration: 10 });
    expect(within(late, late)).toMatchObject({ start: 1410, duration: 120 });
    expect(within({ ...late, start: 1500 }, late)).toMatchObject({ start: 1425, duration: 120 });
  });
  it("is never made shorter than a step", () => {
    expect(within({ ...late, duration: 0 }, late)).toMatchObject({ start: 1410, duration: 15 });
  });
});

describe("whose an appointment is", () => {
  it("is one of the staff's by id, however the name is spelled", () => {
    const spelled = ["Dr. O'Brien", "o'brien"].map((veterinarian) =>
      booked("a", "10:00", 30, { veterinarian, veterinarianId: STAFF }),
    );
    expect(spelled.map(whoOf)).toEqual([STAFF, STAFF]);
    expect(naming(STAFF)).toEqual({ veterinarianId: STAFF });
  });
  it("is a visitor's by name, or nobody's", () => {
    expect(naming(whoOf(booked("a", "10:00")))).toEqual({ veterinarianId: null, veterinarian: "Wilson" });
    expect(naming("")).toEqual({ veterinarianId: null, veterinarian: "" });
  });
});

describe("places", () => {
  it("stand side by side only where they overlap", () => {
    const placed = place([booked("a", "09:00", 60), booked("b", "09:30", 60), booked("c", "11:00")], DAY);
    expect(placed.map(({ lane, lanes }) => [lane, lanes])).toEqual([
      [0, 2],
      [1, 2],
      [0, 1],
    ]);
  });
  it("leave their lanes to those that hold time, and stand in strips beside them", () => {
    const gone = { status: "cancelled" } as const;
    const visits = [booked("a", "09:00"), booked("b", "09:00", 30, gone), booked("c", "09:15", 30, gone)];
    const placed = place([...visits, booked("d", "11:00"), booked("e", "12:00", 30, { status: "no-show" })], DAY);
    expect(placed.map(({ appointment, lane, strip, strips }) => [appointment.id, lane, strip, strips])).toEqual([
      ["a", 0, false, 2],
      ["b", 0, true, 0],
      ["c", 1, true, 0],
      ["d", 0, false, 0],
      ["e", 0, false, 0],
    ]);
  });
  it("are as wide as the day where nobody else holds their time", () => {
    const gone = { status: "cancelled" } as const;
    const placed = place([booked("a", "09:00", 30, gone), booked("b", "09:15", 30, gone)], DAY);
    expect(placed.map(({ lane, lanes, strip }) => [lane, lanes, strip])).toEqual([
      [0, 2, false],
      [1, 2, false],
    ]);
  });
  it("leave as much room for strips as others of their group, so that none lies over another", () => {
    const gone = booked("c", "10:00", 30, { status: "cancelled" });
    const placed = place([booked("a", "09:00", 60), booked("b", "09:30", 60), gone], DAY);
    expect(placed.map(({ strips }) => strips)).toEqual([1, 1, 0]);
  });
  it("take a lane again that is free", () => {
    const placed = place([booked("a", "09:00", 90), booked("b", "09:00", 30), booked("c", "09:30", 30)], DAY);
    expect(placed.map(({ lane, lanes }) => [lane, lanes])).toEqual([
      [0, 2],
      [1, 2],
      [1, 2],
    ]);
  });
});
