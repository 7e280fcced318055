import { useQuery } from "@tanstack/react-query";
import type { Appointment } from "@/api/types";
import { patientQuery } from "@/features/patients/calls";
import { useParams } from "@/ui/params";
import { AppointmentForm } from "./AppointmentForm";
import { appointmentQuery } from "./calls";

interface DialogsProps {
  date: string;
  appointments: Appointment[];
  veterinarians: string[];
}

/** What the address says is open: a new appointment, or one that is there. */
export function Dialogs({ date, appointments, veterinarians }: DialogsProps) {
  const [params, setParams] = useParams();
  const id = params.get("open") ?? "";
  const patientId = params.get("patient") ?? "";
  const known = appointments.find((each) => each.id === id);
  const asked = useQuery({ ...appointmentQuery(id), enabled: id !== "" && !known });
  const patient = useQuery({ ...patientQuery(patientId), enabled: patientId !== "" });
  const appointment = known ?? asked.data;

  if (id && appointment)
    return (
      <AppointmentForm
        key={id}
        appointment={appointment}
        veterinarians={veterinarians}
        onClose={() => setParams({ open: null })}
      />
    );
  if (!params.get("new") || (patientId && patient.isPending)) return null;
  const veterinarian = params.get("for") ?? patient.data?.assignedDoctor ?? "";
  return (
    <AppointmentForm
      fresh={{
        patientId,
        date: params.get("on") ?? date,
        veterinarian,
        ...(params.get("time") ? { time: params.get("time")! } : {}),
      }}
      patientName={patient.data?.name ?? ""}
      veterinarians={veterinarians}
      onClose={() => setParams({ new: null, patient: null, on: null, time: null, for: null })}
    />
  );
}
