import { isProblem } from "@/api/problem";
import type { Appointment } from "@/api/types";
import { useFormat } from "@/app/clinic";
import { queryClient } from "@/app/queries";
import { appointmentsQuery } from "@/features/appointments/calls";
import { useTexts } from "@/i18n/language";
import { problemText } from "@/ui/problemText";
import { toast } from "@/ui/toast";
import { moved, type Stage, stageOf, stagesFor, withAppointment } from "./board";
import { setStage } from "./calls";

/** Shown at once, then sent; what the server says instead is shown, and what it took can be undone. */
export function useStage(mayCorrect: boolean) {
  const t = useTexts();
  const format = useFormat();

  return async function move(appointment: Appointment, stage: Stage, undoing = false): Promise<void> {
    const { queryKey } = appointmentsQuery(format.today(), format.today());
    const show = (now: Appointment) => queryClient.setQueryData(queryKey, (list) => withAppointment(list, now));
    const before = stageOf(appointment);
    await queryClient.cancelQueries({ queryKey });
    show(moved(appointment, stage, new Date()));
    try {
      const now = await setStage(appointment, stage);
      show(now);
      const back = stagesFor(now, mayCorrect).includes(before);
      const undo = () => void move(now, before, true);
      toast(t.today.moved(now.patient.name, t.today.stages[stage]), back && !undoing ? { undo } : {});
    } catch (error) {
      const now = isProblem(error, 412) ? (error.current as Appointment) : undefined;
      show(now ?? appointment);
      toast(now ? t.today.stale(t.today.stages[stageOf(now)]) : problemText(t, error), { failed: true });
      void queryClient.invalidateQueries({ queryKey });
    }
    void queryClient.invalidateQueries({ queryKey: ["summary"] });
  };
}
