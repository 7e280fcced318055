import { describe, expect, it } from "vitest";
import { toMinutes, quarterFrom, isTime, toTime } from "./time";
import { line, prose } from "./text";

describe("a text", () => {
  it.each([
    ["  Mary   Stone ", "Mary Stone"],
    ["김\u3000민준", "김 민준"],
    ["민준".normalize("NFD"), "민준"],
    ["Zoë".normalize("NFD"), "Zoë"],
  ])("%j of one line is %j", (typed, kept) => expect(line(typed)).toBe(kept));

  it("of many lines stays as it is written", () => {
    expect(prose("기침\n\n  두 번".normalize("NFD"))).toBe("기침\n\n  두 번");
  });
});

describe("a time", () => {
  it.each([
    ["00:00", true],
    ["23:59", true],
    ["24:00", false],
    ["9:00", false],
    ["", false],
  ])("%j: %s", (typed, is) => expect(isTime(typed)).toBe(is));

  it("goes to minutes and back", () => expect(toTime(toMinutes("14:05"))).toBe("14:05"));
  it.each([
    ["14:00", "14:00"],
    ["14:01", "14:15"],
    ["14:46", "15:00"],
  ])("after %s the next quarter is %s", (now, next) => expect(toTime(quarterFrom(toMinutes(now)))).toBe(next));
});
