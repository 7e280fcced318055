import { clean } from "@/typed/number";
import { KG_PER_LB } from "./values";

export const scale = (from: number, to: number, start: number, end: number) => (value: number) =>
  from === to ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start);

export const inUnit = (kg: number, unit: "kg" | "lbs") => (unit === "kg" ? kg : kg / KG_PER_LB);

const STEPS = [1, 2, 5, 10];

/** Of the heaviest: on a narrower axis one percent would look like obesity. */
const LEAST_SPAN = 0.3;

/** Three to seven round values that hold all of `values`, never far below nothing nor close together. */
export function ticks(values: number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = Math.max(high - low, high * LEAST_SPAN, 0.01);
  const from = Math.max(0, (low + high - span) / 2);
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((each) => each * power >= rough) ?? 10);
  const first = Math.floor(clean(from / step));
  const count = Math.max(2, Math.ceil(clean((from + span) / step)) - first + 1);
  return Array.from({ length: count }, (_, index) => clean((first + index) * step));
}
