export const scale = (from: number, to: number, start: number, end: number) => (value: number) =>
  from === to ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start);

const STEPS = [1, 2, 5, 10];

/** Three to six round values that hold all of `values`. */
export function ticks(values: number[]): number[] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const rough = (high - low || Math.max(high * 0.2, 0.1)) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((each) => each * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  const count = Math.max(2, Math.ceil(high / step) - first + 1);
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
