import { useFormat } from "@/i18n/clinic";
import type { Step } from "./calls";

/** How a period is named: by its first day, or its month. */
export function usePeriodText(step: Step) {
  const format = useFormat();
  return step === "month" ? format.month : format.dayOfYear;
}

export const sum = <T>(rows: readonly T[], of: (row: T) => number) => rows.reduce((total, row) => total + of(row), 0);
