import { type FormEvent, useState } from "react";
import type { Appointment } from "@/api/types";
import { useFormat, useMay } from "@/app/clinic";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { Dialog, DialogButtons } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";

interface OverbookProps {
  taken: Appointment;
  onOverbook: (reason: string) => void;
  onClose: () => void;
}

/** The server refused: who has the time, and for those who may, booking it on purpose. */
export function Overbook({ taken, onOverbook, onClose }: OverbookProps) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay("appointments:overbook");
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const who = [taken.patient?.name, taken.veterinarian].filter(Boolean).join(" · ");
  const send = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (reason.trim()) onOverbook(reason.trim());
    else setMissing(true);
  };
  return (
    <Dialog title={t.appointment.takenTitle} role="alertdialog" onClose={onClose}>
      <form onSubmit={send}>
        <p className="mb-4">{t.appointment.takenText(who, `${format.day(taken.date)} ${format.clock(taken.time)}`)}</p>
        {may ? (
          <TextField
            label={t.appointment.overbookReason}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            error={missing && !reason.trim() ? t.error.required : undefined}
            required
            autoFocus
          />
        ) : (
          <p className="text-muted">{t.appointment.mayNot}</p>
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
