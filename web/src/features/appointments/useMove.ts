import { useState } from "react";
import { isProblem } from "@/api/problem";
import type { Appointment } from "@/api/types";
import { useFormat } from "@/app/clinic";
import { refreshAll } from "@/app/queries";
import { useTexts } from "@/i18n/language";
import { problemText } from "@/ui/problemText";
import { toast } from "@/ui/toast";
import { type Move, moveAppointment } from "./calls";
import { withReason } from "./Overbook";
import { type Slot, toTime } from "./time";

interface Refused {
  appointment: Appointment;
  move: Move;
  taken: Appointment;
}

/** A drop becomes a PUT; what the server refuses asks for a reason, and what it took can be undone. */
export function useMove() {
  const t = useTexts();
  const format = useFormat();
  const [refused, setRefused] = useState<Refused | null>(null);

  async function send(appointment: Appointment, move: Move, undoing = false) {
    try {
      const now = await moveAppointment(appointment, move);
      const { date, time, duration, veterinarian, notes } = appointment;
      const back = () => void send(now, { date, time, duration, veterinarian, notes }, true);
      toast(t.appointment.moved(`${format.day(now.date)} ${format.clock(now.time)}`), undoing ? {} : { undo: back });
    } catch (error) {
      if (isProblem(error, 409) && error.conflict)
        setRefused({ appointment, move, taken: error.conflict as Appointment });
      else toast(problemText(t, error), { failed: true });
    }
    await refreshAll("appointments", "stats", "summary");
  }

  return {
    refused,
    dismiss: () => setRefused(null),
    move: (appointment: Appointment, { date, start, duration, veterinarian }: Slot) =>
      send(appointment, { date, time: toTime(start), duration, veterinarian }),
    overbook: (reason: string) => {
      if (!refused) return;
      const notes = withReason(refused.appointment.notes, t.appointment.overbookReason, reason);
      setRefused(null);
      void send(refused.appointment, { ...refused.move, notes, overbook: true });
    },
  };
}
