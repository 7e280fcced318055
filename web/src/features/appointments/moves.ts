import type { Status } from "./state";

/** The service's own rules; an admin may correct what is done. */
const MOVES: Record<Status, Status[]> = {
  scheduled: ["completed", "cancelled", "no-show"],
  cancelled: ["scheduled"],
  "no-show": ["scheduled"],
  completed: [],
};

export const movesOf = (status: Status, mayCorrect: boolean): Status[] =>
  status === "completed" && mayCorrect ? ["scheduled", "cancelled", "no-show"] : MOVES[status];
