import { queryOptions } from "@tanstack/react-query";
import { api, body, idempotent, ifMatch, whole } from "@/api/client";
import type { Target } from "@/api/once";
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

export const appointmentQuery = (id: string) =>
  queryOptions({ queryKey: ["appointment", id], queryFn: () => body(api.GET("/appointments/{id}", path(id))) });

export const saveAppointment = ({ id, version, key }: Target, appointment: AppointmentIn) =>
  id
    ? body(api.PUT("/appointments/{id}", { ...path(id), body: appointment, headers: ifMatch(version) }))
    : body(api.POST("/appointments", { body: appointment, headers: idempotent(key) }));

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

export const archiveAppointment = ({ id, version }: Appointment) =>
  body(api.DELETE("/appointments/{id}", { ...path(id), headers: ifMatch(version) }));

export const restoreAppointment = (id: string) => body(api.POST("/appointments/{id}/restore", path(id)));
