import { queryOptions } from "@tanstack/react-query";
import { api, body, ifMatch } from "@/api/client";
import type { Appointment } from "@/api/types";
import { type Stage, stageOf } from "@/features/appointments/state";

export const statsQuery = queryOptions({
  queryKey: ["stats"],
  queryFn: () => body(api.GET("/dashboard/stats")),
});

/** What is done is opened again with its status; everything else has a call of its own. */
export const setStage = (appointment: Appointment, stage: Stage) => {
  const { id, version } = appointment;
  const at = { params: { path: { id } }, headers: ifMatch(version) };
  return stageOf(appointment) === "done"
    ? body(api.PUT("/appointments/{id}", { ...at, body: { status: "scheduled", stage } }))
    : body(api.POST("/appointments/{id}/stage", { ...at, body: { stage } }));
};
