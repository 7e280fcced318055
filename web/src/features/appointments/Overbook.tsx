import { type FormEvent, useId, useState } from "react";
import { useMay } from "@/app/permissions";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { Dialog, DialogButtons } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { sendsOnKeys } from "@/ui/keys";
import type { FreeTime, Refusal } from "./refusal";

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
  onTake: (free: FreeTime) => unknown;
  /** What was typed, with the words that it is kept under. */
  onOverbook: (reason: string, why: string) => unknown;
  onClose: () => void;
}

/** The server refused: why, when else, and for those who may, booking it on purpose. */
export function Overbook({ refusal, onTake, onOverbook, onClose }: OverbookProps) {
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
        {refusal.free && <Free times={refusal.free} onTake={onTake} />}
        {may ? (
          <TextField
            label={texts.why}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            error={missing && !reason.trim() ? t.error.required : undefined}
            required
            autoFocus={!refusal.free?.length}
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

/** The first has the focus, so that Enter takes it. */
function Free({ times, onTake }: { times: FreeTime[]; onTake: OverbookProps["onTake"] }) {
  const t = useTexts();
  const format = useFormat();
  const label = useId();
  if (!times.length) return <p className="mb-4 text-muted">{t.appointment.noneFree}</p>;
  const dayOf = (date: string) => format.day(date, { weekday: "short", month: "short", day: "numeric" });
  return (
    <div role="group" aria-labelledby={label} className="mb-4">
      <p id={label} className="mb-1.5 text-sm font-medium">
        {t.appointment.free}
      </p>
      <div className="flex flex-wrap gap-2">
        {times.map((each, index) => (
          <Button
            key={each.date + each.time}
            look={index ? "plain" : "primary"}
            autoFocus={!index}
            onClick={() => onTake(each)}
          >
            {dayOf(each.date)} {format.clock(each.time)}
          </Button>
        ))}
      </div>
    </div>
  );
}
