import type { Appointment } from "@/api/types";
import { useTexts } from "@/i18n/language";
import { problemText } from "@/ui/problemText";
import { toast } from "@/ui/toast";
import { setStatus } from "./calls";
import { movesOf } from "./moves";
import { refusalOf } from "./refusal";
import type { Status } from "./state";
import type { Refused } from "./useMove";
import { write } from "./write";

/** At once, with a way back where the rules have one. Answers whether it is done; of a time that is taken by now, `refuse`
 *  is told. */
export function useSetStatus(mayCorrect: boolean, refuse: (refused: Refused) => void) {
  const t = useTexts();
  const set = async (appointment: Appointment, status: Status, undoing = false): Promise<boolean> => {
    const before = appointment.status ?? "scheduled";
    try {
      const now = await write(appointment, { status }, (newest) => setStatus(newest, status));
      const undo =
        !undoing && movesOf(status, mayCorrect).includes(before) ? () => void set(now, before, true) : undefined;
      toast(t.appointment.statusSet(t.appointment.statuses[status]), undo ? { undo } : {});
      return true;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal) refuse({ appointment, move: { status }, refusal });
      else toast(problemText(t, error), { failed: true });
      return false;
    }
  };
  return set;
}
