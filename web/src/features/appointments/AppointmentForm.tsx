import { useState } from "react";
import { Link } from "react-router";
import type { Appointment } from "@/api/types";
import { useMay } from "@/app/clinic";
import { refreshAll } from "@/app/queries";
import { PatientPicker } from "@/features/patients/PatientPicker";
import { asNumber } from "@/features/patients/values";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { archive } from "@/ui/archive";
import { Button, buttonLook } from "@/ui/Button";
import { TextArea, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormDialog } from "@/ui/FormDialog";
import { toast } from "@/ui/toast";
import { archiveAppointment, restoreAppointment, saveAppointment } from "./calls";
import { DoneQuestion } from "./DoneQuestion";
import { movesOf } from "./moves";
import { Overbook, type Refusal, refusalOf, withReason } from "./Overbook";
import { useSetStatus } from "./useSetStatus";
import { AppointmentBadge, type Status } from "./words";

const NEW = { patientId: "", date: "", time: "09:00", duration: "30", reason: "", notes: "", veterinarian: "" };
export type Values = typeof NEW;

const fromAppointment = (object: unknown): Values => {
  const { patientId, date, time, duration, reason, notes, veterinarian } = object as Appointment;
  return {
    patientId,
    date,
    time,
    duration: String(duration),
    reason: reason ?? "",
    notes: notes ?? "",
    veterinarian: veterinarian ?? "",
  };
};

interface FormProps {
  appointment?: Appointment;
  fresh?: Partial<Values>;
  patientName?: string;
  veterinarians: string[];
  onClose: () => void;
}

export function AppointmentForm({ appointment, fresh, patientName, veterinarians, onClose }: FormProps) {
  const t = useTexts();
  const [refused, setRefused] = useState<{ refusal: Refusal; values: Values } | null>(null);
  const [overbook, setOverbook] = useState(false);
  const form = useForm({
    initial: appointment ? fromAppointment(appointment) : { ...NEW, ...fresh },
    version: appointment?.version ?? 0,
    valuesOf: fromAppointment,
    save: (values: Values, version) =>
      saveAppointment(appointment?.id, { ...values, duration: asNumber(values.duration) as number, overbook }, version),
    saved: () => {
      toast(t.appointment.saved);
      void refreshAll("appointments", "summary", "stats");
      onClose();
    },
    failed: (error, values) => {
      const refusal = refusalOf(error);
      if (refusal) setRefused({ refusal, values });
      return refusal !== null;
    },
  });
  const again = (reason: string, why: string) => {
    if (!refused) return;
    setOverbook(true);
    form.setAll({ ...refused.values, notes: withReason(refused.values.notes, why, reason) });
    setRefused(null);
  };
  const labels = { ...t.appointment, patientId: t.patient.one, veterinarian: t.appointment.doctor };
  return (
    <FormDialog
      title={appointment ? t.appointment.edit : t.appointment.new}
      form={form}
      onClose={onClose}
      labels={labels}
      submit={overbook ? t.appointment.overbook : t.act.save}
      extra={appointment && <Other appointment={appointment} onDone={onClose} />}
    >
      {appointment && <About appointment={appointment} />}
      <div className="grid grid-cols-6 gap-4">
        {!appointment && (
          <PatientPicker
            name={patientName ?? ""}
            autoFocus={!patientName}
            className="col-span-6"
            error={form.errors.patientId}
            onPick={({ id }) => form.set("patientId", id)}
          />
        )}
        <TextField
          label={t.appointment.date}
          type="date"
          {...form.bind("date")}
          required
          className="col-span-6 sm:col-span-2"
        />
        <TextField
          label={t.appointment.time}
          type="time"
          {...form.bind("time")}
          required
          className="col-span-3 sm:col-span-2"
        />
        <TextField
          label={t.appointment.duration}
          inputMode="numeric"
          {...form.bind("duration")}
          className="col-span-3 sm:col-span-2"
        />
        <TextField
          label={t.appointment.doctor}
          choices={veterinarians}
          {...form.bind("veterinarian")}
          className="col-span-6"
        />
        <TextField label={t.appointment.reason} {...form.bind("reason")} className="col-span-6" />
        <TextArea label={t.appointment.notes} {...form.bind("notes")} className="col-span-6" />
      </div>
      {refused && <Overbook refusal={refused.refusal} onOverbook={again} onClose={() => setRefused(null)} />}
    </FormDialog>
  );
}

function About({ appointment }: { appointment: Appointment }) {
  const { patient } = appointment;
  return (
    <p className="mb-4 flex flex-wrap items-center gap-2">
      <Link
        to={`/patients/${patient.id}`}
        className="text-lg font-semibold text-accent-ink underline-offset-2 hover:underline"
      >
        {patient.name}
      </Link>
      <span className="text-muted">{[fullName(patient.owner), patient.owner.phone].filter(Boolean).join(" · ")}</span>
      <AppointmentBadge status={appointment.status ?? "scheduled"} />
    </p>
  );
}

/** What else one does with an appointment. */
function Other({ appointment, onDone }: { appointment: Appointment; onDone: () => void }) {
  const t = useTexts();
  const mayCorrect = useMay("appointments:correct");
  const mayWrite = useMay("records:write");
  const setStatus = useSetStatus(mayCorrect);
  const [closing, close] = useState(false);
  const status = appointment.status ?? "scheduled";
  const set = (to: Status) => void setStatus(appointment, to).then(onDone);
  const words = {
    completed: t.appointment.complete,
    cancelled: t.appointment.cancel,
    "no-show": t.appointment.noShow,
    scheduled: t.appointment.again,
  };
  const remove = () =>
    archive({
      texts: t,
      remove: () => archiveAppointment(appointment),
      restore: () => restoreAppointment(appointment.id),
      names: ["appointments", "summary", "stats"],
      done: t.appointment.archived,
    });
  return (
    <>
      {movesOf(status, mayCorrect).map((each) => (
        <Button key={each} small onClick={() => (movesOf(each, mayCorrect).length ? set(each) : close(true))}>
          {words[each]}
        </Button>
      ))}
      {mayWrite && status === "completed" && (
        <Link className={buttonLook("plain", true)} to={`/records/new?patient=${appointment.patientId}`}>
          {t.appointment.writeRecord}
        </Link>
      )}
      <Button small look="ghost" onClick={() => void remove().then((gone) => gone && onDone())}>
        {t.act.archive}
      </Button>
      {closing && <DoneQuestion appointment={appointment} onYes={() => set("completed")} onNo={() => close(false)} />}
    </>
  );
}
