import type { Appointment } from "@/api/types";
import { useTexts } from "@/i18n/language";
import { problemText } from "@/ui/problemText";
import { toast } from "@/ui/toast";
import { setStatus } from "./calls";
import { movesOf } from "./moves";
import type { Status } from "./words";
import { write } from "./write";

/** At once, with a way back where the rules have one. */
export function useSetStatus(mayCorrect: boolean) {
  const t = useTexts();
  const set = async (appointment: Appointment, status: Status, undoing = false) => {
    const before = appointment.status ?? "scheduled";
    try {
      const now = await write(appointment, { status }, (newest) => setStatus(newest, status));
      const undo =
        !undoing && movesOf(status, mayCorrect).includes(before) ? () => void set(now, before, true) : undefined;
      toast(t.appointment.statusSet(t.appointment.statuses[status]), undo ? { undo } : {});
    } catch (error) {
      toast(problemText(t, error), { failed: true });
    }
  };
  return set;
}
