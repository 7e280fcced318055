import { describe, expect, it } from "vitest";
import { en } from "@/i18n/en";
import { ko } from "@/i18n/ko";
import { faultText } from "./faultText";
import { asFraction, asNumber, asPercent, exactOf, numberFault } from "./number";

/** What is typed, and the number it is; written alike in both languages. */
const NUMBERS: [typed: string, number: number][] = [
  ["10,000", 10_000],
  ["1,250.50", 1250.5],
  ["1,234,567", 1_234_567],
  ["55,000", 55_000],
  [" 12.35 ", 12.35],
  ["12", 12],
  ["007", 7],
  [".5", 0.5],
  ["-1,250.5", -1250.5],
  ["\u22125", -5],
  ["１２，３４５．６７", 12_345.67],
  ["１０、０００", 10_000],
  ["12。5", 12.5],
  ["99,999,999,999.99", 99_999_999_999.99],
  ["0.30", 0.3],
];

/** What isn't a number as people write it. */
const OTHERS = [
  ..."1,25|0x10|1e3|1.2.3|1,0000|10,00|,100|1,,000|0,123|1,000,00|1.000,50|1 000|1_000|five|$5|5%|+5|5.|1-2|--5".split(
    "|",
  ),
  ...["Infinity", "NaN", "", "-", ".", "½", "10²", "٣", "十", "1\u200b0", "1'000"],
];

describe.each([
  ["English", en],
  ["Korean", ko],
])("a number typed in %s", (_, texts) => {
  it.each(NUMBERS)("%s is %d", (typed, number) => {
    expect(numberFault(typed, 2)).toBeUndefined();
    expect(asNumber(typed)).toBe(number);
  });

  it.each(OTHERS)("%j is refused in words", (typed) => {
    expect(numberFault(typed, 2)).toBe("number");
    expect(faultText(texts, { path: "", code: "number", message: "" })).toContain("1,250.50");
  });

  it.each([
    ["0.125", 2, "digits"],
    ["10,000.5", 0, "digits"],
    ["10,000.00", 0, undefined],
    ["1.125", 3, undefined],
    ["12345678901234567", 2, "range"],
  ])("%s with at most %d decimals: %s", (typed, decimals, fault) => {
    expect(numberFault(typed, decimals)).toBe(fault);
    if (fault) expect(faultText(texts, { path: "", code: fault, message: "" })).not.toBe(texts.error.invalid);
  });
});

describe("a percentage", () => {
  it.each([
    ["8.9125", 0.089125],
    ["12.5", 0.125],
    ["7", 0.07],
    ["0.0001", 0.000001],
  ])("%s %% is %d, and back", (percent, fraction) => {
    expect(asFraction(percent)).toBe(fraction);
    expect(asPercent(fraction)).toBe(percent);
  });
});

it("a small number of the API's is exact, however JavaScript writes it", () => {
  expect(exactOf(1.5e-7)).toEqual({ units: 15n, scale: 100_000_000n });
  expect(exactOf(0.089125)).toEqual({ units: 89_125n, scale: 1_000_000n });
});
