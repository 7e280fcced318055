import { useRef, useState } from "react";
import { Link } from "react-router";
import type { Appointment, AppointmentIn } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { doctorOf, isStaff, naming, NOBODY, readDoctor } from "@/app/doctor";
import { refreshAll } from "@/api/queries";
import { DoctorField } from "@/features/DoctorField";
import { PatientPicker } from "@/features/patients/PatientPicker";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { type Reader, read } from "@/typed/reader";
import { line, prose } from "@/typed/text";
import { DayField, TextArea, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormDialog } from "@/ui/FormDialog";
import { toast } from "@/ui/toast";
import { appointments } from "./calls";
import { Other } from "./Other";
import { Overbook } from "./Overbook";
import { type FreeTime, type Refusal, refusalOf, withReason } from "./refusal";
import { AppointmentBadge } from "./words";

const NEW = {
  patient: { id: "", name: "" },
  date: "",
  time: "",
  duration: "30",
  reason: "",
  notes: "",
  veterinarian: NOBODY,
};
export type Values = typeof NEW;

const fromAppointment = (object: unknown): Values => {
  const { patient, date, time, duration, reason, notes, veterinarian, veterinarianId } = object as Appointment;
  return {
    patient: { id: patient.id, name: patient.name },
    date,
    time,
    duration: String(duration),
    reason: reason ?? "",
    notes: notes ?? "",
    veterinarian: doctorOf(veterinarianId, veterinarian),
  };
};

function toAppointment(values: Values, reader: Reader): Omit<AppointmentIn, "overbook"> {
  if (!values.patient.id) reader.refuse("patientId", "required");
  return {
    patientId: values.patient.id,
    date: reader.neededDay("date", values.date),
    time: reader.time("time", values.time),
    duration: reader.needed("duration", values.duration),
    reason: line(values.reason),
    notes: prose(values.notes),
    ...naming(readDoctor("veterinarian", values.veterinarian, reader)),
  };
}

interface FormProps {
  appointment?: Appointment;
  fresh?: Partial<Values>;
  people: Map<string, string>;
  onClose: () => void;
}

export function AppointmentForm({ appointment, fresh, people, onClose }: FormProps) {
  const t = useTexts();
  const format = useFormat();
  const [refused, setRefused] = useState<{ refusal: Refusal; values: Values } | null>(null);
  // Set by the question for the save that follows it, and for no later one.
  const overbook = useRef(false);
  const form = useForm({
    initial: appointment ? fromAppointment(appointment) : { ...NEW, ...fresh },
    id: appointment?.id,
    version: appointment?.version ?? 0,
    keep: `appointment:${appointment?.id ?? "new"}`,
    valuesOf: fromAppointment,
    save: (values: Values, to) =>
      appointments.save(to, { ...read((reader) => toAppointment(values, reader)), overbook: overbook.current }),
    saved: () => {
      toast(t.appointment.saved);
      void refreshAll("appointment", "summary", "stats");
      onClose();
    },
    failed: (error, values) => {
      overbook.current = false;
      const refusal = refusalOf(error);
      if (refusal) setRefused({ refusal, values });
      return refusal !== null;
    },
  });
  const again = (reason: string, why: string) => {
    if (!refused) return;
    setRefused(null);
    overbook.current = true;
    void form.send({ ...refused.values, notes: withReason(refused.values.notes, why, reason) });
  };
  const take = ({ date, time }: FreeTime) => {
    if (!refused) return;
    setRefused(null);
    void form.send({ ...refused.values, date, time });
  };
  const labels = { ...t.appointment, patient: t.patient.one, veterinarian: t.appointment.doctor };
  return (
    <FormDialog
      title={appointment ? t.appointment.edit : t.appointment.new}
      form={form}
      onClose={onClose}
      labels={labels}
      extra={appointment && <Other appointment={appointment} onDone={onClose} />}
    >
      {appointment && <About appointment={appointment} />}
      <div className="grid grid-cols-6 gap-4">
        {!appointment && (
          <PatientPicker
            name={form.values.patient.name}
            autoFocus={!form.values.patient.id}
            className="col-span-6"
            error={form.errors.patientId}
            onPick={({ id, name }) => form.set("patient", { id, name })}
          />
        )}
        <DayField label={t.appointment.date} {...form.bind("date")} required className="col-span-6 sm:col-span-2" />
        <TextField
          label={t.appointment.time}
          type="time"
          {...form.bind("time")}
          hint={isPast(form.values, format) ? t.appointment.past : undefined}
          required
          className="col-span-3 sm:col-span-2"
        />
        <TextField
          label={t.appointment.duration}
          inputMode="numeric"
          {...form.bind("duration")}
          className="col-span-3 sm:col-span-2"
        />
        <DoctorField
          label={t.appointment.doctor}
          value={form.values.veterinarian}
          onChange={(veterinarian) => form.set("veterinarian", veterinarian)}
          error={form.errors.veterinarian ?? form.errors.veterinarianId}
          visitors={[...people.keys()].filter((who) => !isStaff(who))}
          className="col-span-6"
        />
        <TextField label={t.appointment.reason} {...form.bind("reason")} className="col-span-6" />
        <TextArea label={t.appointment.notes} {...form.bind("notes")} className="col-span-6" />
      </div>
      {refused && (
        <Overbook refusal={refused.refusal} onTake={take} onOverbook={again} onClose={() => setRefused(null)} />
      )}
    </FormDialog>
  );
}

const isPast = ({ date, time }: Values, format: { today: () => string; now: () => string }) =>
  Boolean(date && time) && date + time < format.today() + format.now();

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
      <AppointmentBadge appointment={appointment} />
    </p>
  );
}
