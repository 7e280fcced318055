import { isProblem } from "@/api/problem";
import type { Appointment } from "@/api/types";
import { type Stage, stageOf } from "@/features/appointments/state";
import { write } from "@/features/appointments/write";
import { useTexts } from "@/i18n/language";
import { problemText } from "@/ui/problemText";
import { toast } from "@/ui/toast";
import { moved, stagesFor } from "./board";
import { setStage } from "./calls";

/** Shown at once, then sent; who was faster is told, and what the server took can be undone. */
export function useStage(mayCorrect: boolean) {
  const t = useTexts();

  return async function move(appointment: Appointment, stage: Stage, undoing = false): Promise<void> {
    const before = stageOf(appointment);
    try {
      const wanted = moved(appointment, stage, new Date());
      const now = await write(appointment, wanted, (newest) => setStage(newest, stage));
      const back = stagesFor(now, mayCorrect).includes(before);
      const undo = () => void move(now, before, true);
      toast(t.today.moved(now.patient.name, t.today.stages[stage]), back && !undoing ? { undo } : {});
    } catch (error) {
      const text = isProblem(error, 412)
        ? t.today.stale(error.changedBy, t.today.stages[stageOf(error.current as Appointment)])
        : problemText(t, error);
      toast(text, { failed: true });
    }
  };
}
