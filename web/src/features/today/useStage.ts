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

/** The last move of each appointment that is under way. A second key comes sooner than the first one's answer, and needs
 * the version which that answer brings. */
const underWay = new Map<string, Promise<Appointment>>();

/** Sends it after those before it; what it answers is the last word unless another was sent meanwhile. */
async function inTurn(appointment: Appointment, stage: Stage): Promise<{ now: Appointment; last: boolean }> {
  const { id } = appointment;
  const before = underWay.get(id) ?? Promise.resolve(appointment);
  const turn = before.catch(() => appointment).then(({ version }) => setStage({ ...appointment, version }, stage));
  underWay.set(id, turn);
  const isLast = () => underWay.get(id) === turn;
  try {
    const now = await turn;
    return { now, last: isLast() };
  } finally {
    if (isLast()) underWay.delete(id);
  }
}

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
      const { now, last } = await inTurn(appointment, stage);
      if (last) show(now);
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
