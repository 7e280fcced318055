import type { Appointment } from "@/api/types";
import { useTexts } from "@/i18n/language";
import { Badge, type Tone } from "@/ui/Badge";

export type Status = NonNullable<Appointment["status"]>;

const TONES: Record<Status, Tone> = { scheduled: "info", completed: "good", cancelled: "plain", "no-show": "warn" };

export function AppointmentBadge({ status }: { status: Status }) {
  const t = useTexts();
  return <Badge tone={TONES[status]}>{t.appointment.statuses[status]}</Badge>;
}
