import type { Appointment } from "@/api/types";
import { useTexts } from "@/i18n/language";
import { Confirm } from "@/ui/Dialog";

interface DoneQuestionProps {
  appointment: Appointment;
  onYes: () => void;
  onNo: () => void;
}

/** For whom there is no way back: only who may correct opens again what is done. */
export function DoneQuestion({ appointment, onYes, onNo }: DoneQuestionProps) {
  const t = useTexts();
  return (
    <Confirm
      title={t.today.doneTitle(appointment.patient.name)}
      text={t.today.doneText}
      yes={t.today.stages.done}
      no={t.act.cancel}
      onYes={onYes}
      onNo={onNo}
    />
  );
}
