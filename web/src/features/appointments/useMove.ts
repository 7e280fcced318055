import { useState } from "react";
import type { Appointment } from "@/api/types";
import { useFormat } from "@/app/clinic";
import { naming } from "@/app/doctor";
import { useTexts } from "@/i18n/language";
import { problemText } from "@/ui/problemText";
import { toast } from "@/ui/toast";
import { type Move, moveAppointment } from "./calls";
import { type Refusal, refusalOf, withReason } from "./Overbook";
import { toTime } from "@/typed/time";
import { type Slot, whoOf } from "./time";
import { write } from "./write";

interface Refused {
  appointment: Appointment;
  move: Move;
  refusal: Refusal;
}

/** A drop becomes a PUT; what the server refuses asks for a reason, and what it took can be undone. */
export function useMove() {
  const t = useTexts();
  const format = useFormat();
  const [refused, setRefused] = useState<Refused | null>(null);

  async function send(appointment: Appointment, move: Move, undoing = false) {
    try {
      const now = await write(appointment, move, (newest) => moveAppointment(newest, move));
      const { date, time, duration, notes } = appointment;
      const back = () => void send(now, { date, time, duration, notes, ...naming(whoOf(appointment)) }, true);
      toast(t.appointment.moved(`${format.day(now.date)} ${format.clock(now.time)}`), undoing ? {} : { undo: back });
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal) setRefused({ appointment, move, refusal });
      else toast(problemText(t, error), { failed: true });
    }
  }

  return {
    refused,
    dismiss: () => setRefused(null),
    move: (appointment: Appointment, { date, start, duration, veterinarian }: Slot) =>
      send(appointment, {
        date,
        time: toTime(start),
        duration,
        ...(veterinarian === whoOf(appointment) ? {} : naming(veterinarian)),
      }),
    overbook: (reason: string, why: string) => {
      if (!refused) return;
      const notes = withReason(refused.appointment.notes, why, reason);
      setRefused(null);
      void send(refused.appointment, { ...refused.move, notes, overbook: true });
    },
  };
}
