import { type FormEvent, useState } from "react";
import { isProblem } from "@/api/problem";
import type { Appointment } from "@/api/types";
import { useFormat, useMay } from "@/app/clinic";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { Dialog, DialogButtons } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { sendsOnKeys } from "@/ui/keys";

/** Why the server refused a time: somebody has it, or the clinic is closed. */
export type Refusal =
  { taken: Appointment; closed?: undefined } | { closed: { date: string; reason: string | null }; taken?: undefined };

export function refusalOf(error: unknown): Refusal | null {
  if (!isProblem(error, 409)) return null;
  if (error.conflict) return { taken: error.conflict as Appointment };
  return error.closed ? { closed: error.closed as { date: string; reason: string | null } } : null;
}

/** The same in words. */
function useRefusalTexts({ taken, closed }: Refusal) {
  const t = useTexts();
  const format = useFormat();
  if (closed)
    return {
      title: t.hours.closedTitle,
      text: t.hours.closedText(format.day(closed.date, { dateStyle: "full" }), closed.reason ?? ""),
      why: t.hours.why,
      mayNot: t.hours.mayNot,
    };
  const who = [taken.patient?.name, taken.veterinarian].filter(Boolean).join(" · ");
  return {
    title: t.appointment.takenTitle,
    text: t.appointment.takenText(who, format.dayAndTime(taken.date, taken.time)),
    why: t.appointment.overbookReason,
    mayNot: t.appointment.mayNot,
  };
}

interface OverbookProps {
  refusal: Refusal;
  /** What was typed, with the words that it is kept under. */
  onOverbook: (reason: string, why: string) => void;
  onClose: () => void;
}

/** The server refused: why, and for those who may, booking it on purpose. */
export function Overbook({ refusal, onOverbook, onClose }: OverbookProps) {
  const t = useTexts();
  const texts = useRefusalTexts(refusal);
  const may = useMay("appointments:overbook");
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    event?.stopPropagation();
    if (reason.trim()) onOverbook(reason.trim(), texts.why);
    else setMissing(true);
  };
  return (
    <Dialog title={texts.title} role="alertdialog" onClose={onClose}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a shortcut beside the button */}
      <form onSubmit={send} onKeyDown={sendsOnKeys(send)}>
        <p className="mb-4">{texts.text}</p>
        {may ? (
          <TextField
            label={texts.why}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            error={missing && !reason.trim() ? t.error.required : undefined}
            required
            autoFocus
          />
        ) : (
          <p className="text-muted">{texts.mayNot}</p>
        )}
        <DialogButtons>
          <Button onClick={onClose}>{t.act.cancel}</Button>
          {may && (
            <Button type="submit" look="danger">
              {t.appointment.overbook}
            </Button>
          )}
        </DialogButtons>
      </form>
    </Dialog>
  );
}

/** The reason is kept where whoever opens the appointment reads it. */
export const withReason = (notes: string | undefined, label: string, reason: string) =>
  [notes, `${label}: ${reason}`].filter(Boolean).join("\n");
