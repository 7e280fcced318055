/** How far a visit is, in one word: its stage, or why nobody comes to it any more. Pure. */
import type { Appointment } from "@/api/types";
import type { Texts } from "@/i18n/en";

export type Status = NonNullable<Appointment["status"]>;
export type Stage = NonNullable<Appointment["stage"]>;
export type State = Pick<Appointment, "status" | "stage">;

export const stageOf = ({ stage }: State): Stage => stage ?? "booked";

export const isGone = ({ status }: State) => status === "cancelled" || status === "no-show";

/** The patient is here, or was. */
export const hasCome = (visit: State) => !isGone(visit) && stageOf(visit) !== "booked";

export const isUnderWay = (visit: State) => hasCome(visit) && stageOf(visit) !== "done";

export const stateText = (t: Texts, visit: State) =>
  isGone(visit) ? t.appointment.statuses[visit.status ?? "scheduled"] : t.today.stages[stageOf(visit)];
