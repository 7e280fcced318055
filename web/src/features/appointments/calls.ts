import { queryOptions } from "@tanstack/react-query";
import { calls } from "@/api/calls";
import { api, body, ifMatch, whole } from "@/api/client";
import type { Appointment, AppointmentIn } from "@/api/types";
import type { Status } from "./state";

const MOST = 500;
const path = (id: string) => ({ params: { path: { id } } });

export const DAYS = ["appointment", "days"] as const;

/** All of the days from `from` to `to`, both among them. A month of a busy clinic takes more than one page. */
export const appointmentsQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: [...DAYS, from, to],
    queryFn: async () => {
      const found: Appointment[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await whole(api.GET("/appointments", { params: { query: { from, to, limit: MOST, cursor } } }));
        found.push(...page.data);
        cursor = page.next;
      } while (cursor);
      return found.sort((a, b) => (a.date + a.time).localeCompare(b.date + b.time));
    },
  });

export const appointments = calls("/appointments", "appointment");

export type Move = Partial<
  Pick<
    AppointmentIn,
    "date" | "time" | "duration" | "veterinarian" | "veterinarianId" | "overbook" | "notes" | "status"
  >
>;

export const moveAppointment = ({ id, version }: Appointment, move: Move) =>
  body(api.PUT("/appointments/{id}", { ...path(id), body: move, headers: ifMatch(version) }));

export const setStatus = ({ id, version }: Pick<Appointment, "id" | "version">, status: Status) =>
  body(api.PATCH("/appointments/{id}/status", { ...path(id), body: { status }, headers: ifMatch(version) }));
