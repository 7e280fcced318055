import { useQuery } from "@tanstack/react-query";
import type { Appointment } from "@/api/types";
import { patients } from "@/features/patients/calls";
import { hoursQuery, nextOpening } from "@/app/hours";
import { useFormat } from "@/i18n/clinic";
import { doctorOf, isStaff } from "@/app/doctor";
import { useParams } from "@/ui/params";
import { AppointmentForm } from "./AppointmentForm";
import { appointments } from "./calls";

interface DialogsProps {
  date: string;
  appointments: Appointment[];
  people: Map<string, string>;
}

/** What the address says is open: a new appointment, or one that is there. */
export function Dialogs({ date, appointments: shown, people }: DialogsProps) {
  const [params, setParams] = useParams();
  const id = params.get("open") ?? "";
  const patientId = params.get("patient") ?? "";
  const known = shown.find((each) => each.id === id);
  const asked = useQuery({ ...appointments.one(id), enabled: id !== "" && !known });
  const patient = useQuery({ ...patients.one(patientId), enabled: patientId !== "" });
  const hours = useQuery(hoursQuery);
  const format = useFormat();
  const appointment = known ?? asked.data;

  if (id && appointment)
    return (
      <AppointmentForm key={id} appointment={appointment} people={people} onClose={() => setParams({ open: null })} />
    );
  if (!params.get("new") || (patientId && patient.isPending) || hours.isPending) return null;
  const { assignedDoctorId, assignedDoctor } = patient.data ?? {};
  const who = params.get("for");
  const veterinarian =
    who === null
      ? doctorOf(assignedDoctorId, assignedDoctor)
      : doctorOf(isStaff(who) ? who : null, people.get(who) ?? who);
  const day = params.get("on") ?? date;
  const time = params.get("time");
  const when = time ? { date: day, time } : nextOpening(hours.data, day, format.today(), format.now());
  const { name = "" } = patient.data ?? {};
  return (
    <AppointmentForm
      fresh={{ ...when, veterinarian, patient: name ? { id: patientId, name } : { id: "", name } }}
      people={people}
      onClose={() => setParams({ new: null, patient: null, on: null, time: null, for: null })}
    />
  );
}
