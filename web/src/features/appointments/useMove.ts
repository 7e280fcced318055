import { useState } from "react";
import type { Appointment } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { naming } from "@/app/doctor";
import { useTexts } from "@/i18n/language";
import { problemText } from "@/ui/problemText";
import { toast, useOwnToast } from "@/ui/toast";
import { type Move, moveAppointment } from "./calls";
import { type FreeTime, type Refusal, refusalOf, withReason } from "./refusal";
import { toTime } from "@/typed/time";
import { type Slot, whoOf } from "./time";
import { write } from "./write";

export interface Refused {
  appointment: Appointment;
  move: Move;
  refusal: Refusal;
}

/** A drop becomes a PUT; what the server refuses asks for a reason here, and what it took can be undone here. */
export function useMove() {
  const t = useTexts();
  const format = useFormat();
  const ownToast = useOwnToast();
  const [refused, setRefused] = useState<Refused | null>(null);

  /** Answers whether it is done. */
  async function send(appointment: Appointment, move: Move, undoing = false): Promise<boolean> {
    try {
      const now = await write(appointment, move, (newest) => moveAppointment(newest, move));
      const { date, time, duration, notes, status } = appointment;
      const before = { date, time, duration, notes, status, ...naming(whoOf(appointment)) };
      const back = () => void send(now, before, true);
      ownToast(t.appointment.moved(format.dayAndTime(now.date, now.time)), undoing ? {} : { undo: back });
      return true;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal) setRefused({ appointment, move, refusal });
      else toast(problemText(t, error), { failed: true });
      return false;
    }
  }

  /** What was refused, otherwise. */
  async function retry(changes: Move): Promise<boolean> {
    if (!refused) return false;
    setRefused(null);
    return send(refused.appointment, { ...refused.move, ...changes });
  }

  return {
    refused,
    /** What another call was refused, as a move. */
    refuse: setRefused,
    dismiss: () => setRefused(null),
    move: (appointment: Appointment, { date, start, duration, veterinarian }: Slot) =>
      send(appointment, {
        date,
        time: toTime(start),
        duration,
        ...(veterinarian === whoOf(appointment) ? {} : naming(veterinarian)),
      }),
    take: ({ date, time }: FreeTime) => retry({ date, time }),
    overbook: (reason: string, why: string) =>
      retry({ notes: withReason(refused?.appointment.notes, why, reason), overbook: true }),
  };
}
