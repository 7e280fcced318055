import { describe, expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { refusalOf } from "./refusal";

const FREE = [{ date: "2031-03-04", time: "10:30" }];

describe("a time that is refused", () => {
  it("is told with who has it, or the day that is closed, and what is free", () => {
    const conflict = { id: "a" };
    expect(refusalOf(new Problem(409, { conflict, free: FREE }))).toEqual({ taken: conflict, free: FREE });
    const closed = { date: "2031-03-04", reason: null };
    expect(refusalOf(new Problem(409, { closed, free: [] }))).toEqual({ closed, free: [] });
  });
  it("may have nothing offered instead", () => {
    expect(refusalOf(new Problem(409, { conflict: {}, free: null }))?.free).toBeNull();
  });
  it("is none where something else is in the way", () => {
    expect(refusalOf(new Problem(409, { type: "urn:vetchart:problem:status" }))).toBeNull();
    expect(refusalOf(new Error("gone"))).toBeNull();
  });
});
