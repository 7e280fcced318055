import { describe, expect, it } from "vitest";
import { csv } from "./csv";

describe("a CSV file", () => {
  it("has a head, a line a row, and numbers as they are", () => {
    expect(csv(["날짜", "Paid"], [["2026-01-02", -12.5]])).toBe("\ufeff날짜,Paid\r\n2026-01-02,-12.5\r\n");
  });
  it("quotes what would end a cell", () => {
    expect(csv(["a"], [['Lee, "Ann"\n']])).toBe('\ufeffa\r\n"Lee, ""Ann""\n"\r\n');
  });
  it("holds no formula that somebody typed as a name", () => {
    expect(csv(["a"], [["=1+1"], ["@x"], ["-2"]])).toBe("\ufeffa\r\n'=1+1\r\n'@x\r\n'-2\r\n");
  });
});
