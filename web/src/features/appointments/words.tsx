import { useTexts } from "@/i18n/language";
import { Badge, type Tone } from "@/ui/Badge";
import { type Stage, stageOf, type State, stateText } from "./state";

const STAGE_TONES: Record<Stage, Tone> = {
  booked: "plain",
  arrived: "info",
  withVet: "accent",
  toPay: "plain",
  done: "good",
};

export function AppointmentBadge({ appointment }: { appointment: State }) {
  const tone = appointment.status === "no-show" ? "warn" : STAGE_TONES[stageOf(appointment)];
  return <Badge tone={tone}>{stateText(useTexts(), appointment)}</Badge>;
}
