import { Link } from "react-router";
import type { Appointment } from "@/api/types";
import { useMay } from "@/app/permissions";
import { useTexts } from "@/i18n/language";
import { archive } from "@/ui/archive";
import { Button, buttonLook } from "@/ui/Button";
import { appointments } from "./calls";
import { movesOf } from "./moves";
import { Overbook } from "./Overbook";
import { hasCome, type Status } from "./state";
import { useFinish } from "./useFinish";
import { useMove } from "./useMove";
import { useSetStatus } from "./useSetStatus";

/** What else one does with an appointment. */
export function Other({ appointment, onDone }: { appointment: Appointment; onDone: () => void }) {
  const t = useTexts();
  const mayCorrect = useMay("appointments:correct");
  const mayWrite = useMay("records:write");
  const { refused, refuse, take, overbook, dismiss } = useMove();
  const setStatus = useSetStatus(mayCorrect, refuse);
  const { finish, question } = useFinish();
  const status = appointment.status ?? "scheduled";
  const closeIf = (done: boolean) => done && onDone();
  const set = (to: Status) => void setStatus(appointment, to).then(closeIf);
  const words = {
    completed: t.appointment.complete,
    cancelled: t.appointment.cancel,
    "no-show": t.appointment.noShow,
    scheduled: t.appointment.again,
  };
  const remove = () =>
    archive({
      texts: t,
      remove: () => appointments.archive(appointment),
      restore: () => appointments.restore(appointment.id),
      names: ["appointment", "summary", "stats"],
      done: t.appointment.archived,
    });
  return (
    <>
      {movesOf(status, mayCorrect).map((each) => (
        <Button
          key={each}
          small
          onClick={() => (each === "completed" ? void finish(appointment, () => set(each)) : set(each))}
        >
          {words[each]}
        </Button>
      ))}
      {mayWrite && hasCome(appointment) && (
        <Link className={buttonLook("plain", true)} to={`/records/new?patient=${appointment.patientId}`}>
          {t.appointment.writeRecord}
        </Link>
      )}
      <Button small look="ghost" onClick={() => void remove().then((gone) => gone && onDone())}>
        {t.act.archive}
      </Button>
      {refused && (
        <Overbook
          refusal={refused.refusal}
          onTake={(free) => take(free).then(closeIf)}
          onOverbook={(...said) => overbook(...said).then(closeIf)}
          onClose={dismiss}
        />
      )}
      {question}
    </>
  );
}
