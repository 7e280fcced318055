import { useQuery } from "@tanstack/react-query";
import { createContext, useContext, useMemo } from "react";
import { api, body } from "@/api/client";
import type { Clinic } from "@/api/types";
import * as format from "./format";
import { useLanguage } from "./language";

export const ClinicContext = createContext<Clinic | null>(null);

export const useClinicQuery = () =>
  useQuery({ queryKey: ["clinic"], queryFn: () => body(api.GET("/clinic")), staleTime: 300_000 });

export function useClinic(): Clinic {
  const clinic = useContext(ClinicContext);
  if (!clinic) throw new Error("No clinic: this belongs inside the shell.");
  return clinic;
}

/** Dates and money as this reader and this clinic write them. */
export function useFormat() {
  const language = useLanguage();
  const { timeZone, currency } = useClinic();
  return useMemo(
    () => ({
      day: (text: string, options?: Intl.DateTimeFormatOptions) => format.day(language, text, options),
      dayAndTime: (day: string, time: string) => format.dayAndTime(language, day, time),
      dayOfYear: (text: string) => format.dayOfYear(language, text),
      month: (text: string) => format.month(language, text),
      days: (from: string, to: string) => format.days(language, from, to),
      instant: (text: string, options?: Intl.DateTimeFormatOptions) =>
        format.instant(language, text, timeZone, options),
      clock: (time: string) => format.clock(language, time),
      hour: (hour: number) => format.hour(language, hour),
      money: (amount: number) => format.money(language, amount, currency),
      percent: (fraction: number) => format.percent(language, fraction),
      relative: (text: string) => format.relative(language, text),
      today: () => format.todayIn(timeZone),
      now: () => format.nowIn(timeZone),
    }),
    [language, timeZone, currency],
  );
}
