import { useFormat } from "@/app/clinic";
import type { Step } from "./calls";

/** How a period is named: by its first day, or its month. */
export function usePeriodText(step: Step) {
  const format = useFormat();
  const options: Intl.DateTimeFormatOptions =
    step === "month" ? { year: "numeric", month: "short" } : { month: "short", day: "numeric" };
  return (start: string) => format.day(start, options);
}

export const sum = <T>(rows: readonly T[], of: (row: T) => number) => rows.reduce((total, row) => total + of(row), 0);
