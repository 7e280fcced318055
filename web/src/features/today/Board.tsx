import { ArrowRightLeft } from "lucide-react";
import { type DragEvent, useState } from "react";
import { Link } from "react-router";
import type { Appointment } from "@/api/types";
import { useFormat, useMay } from "@/app/clinic";
import { movesOf } from "@/features/appointments/moves";
import { useSetStatus } from "@/features/appointments/useSetStatus";
import { AppointmentBadge, type Status } from "@/features/appointments/words";
import { speciesText } from "@/features/patients/words";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Badge } from "@/ui/Badge";
import { cx } from "@/ui/cx";
import { Menu, MenuItem, MenuText } from "@/ui/Menu";

const COLUMNS = [
  { name: "scheduled", holds: ["scheduled"], drop: "scheduled" },
  { name: "completed", holds: ["completed"], drop: "completed" },
  { name: "missed", holds: ["cancelled", "no-show"], drop: "no-show" },
] as const satisfies readonly { name: string; holds: readonly Status[]; drop: Status }[];

/** The day in columns by state; a card is dragged on, or moved by its menu. */
export function Board({ appointments }: { appointments: Appointment[] }) {
  const t = useTexts();
  const mayCorrect = useMay("appointments:correct");
  const setStatus = useSetStatus(mayCorrect);
  const [dragged, drag] = useState<Appointment | null>(null);
  return (
    <div className="grid gap-3 md:grid-cols-3">
      {COLUMNS.map(({ name, holds, drop }) => {
        const own = appointments.filter((each) => (holds as readonly Status[]).includes(each.status ?? "scheduled"));
        const takes = dragged !== null && movesOf(dragged.status ?? "scheduled", mayCorrect).includes(drop);
        const zone = {
          onDragOver: (event: DragEvent) => takes && event.preventDefault(),
          onDrop: () => dragged && void setStatus(dragged, drop),
        };
        return (
          <section
            key={name}
            aria-label={t.today.columns[name]}
            {...zone}
            className={cx(
              "min-w-0 rounded-xl border p-2",
              takes ? "border-accent bg-accent-soft" : "border-line bg-hover/60",
            )}
          >
            <h2 className="flex items-center justify-between px-2 pt-0.5 pb-2 text-base">
              {t.today.columns[name]}
              <span className="nums text-sm font-medium text-muted">{own.length}</span>
            </h2>
            <ul className="space-y-2">
              {own.map((each) => (
                <BoardCard key={each.id} appointment={each} mayCorrect={mayCorrect} onMove={setStatus} onDrag={drag} />
              ))}
            </ul>
            {!own.length && <p className="px-2 pb-3 text-muted">{t.today.empty}</p>}
          </section>
        );
      })}
    </div>
  );
}

interface CardProps {
  appointment: Appointment;
  mayCorrect: boolean;
  onMove: (appointment: Appointment, status: Status) => Promise<void>;
  onDrag: (appointment: Appointment | null) => void;
}

function BoardCard({ appointment, mayCorrect, onMove, onDrag }: CardProps) {
  const t = useTexts();
  const format = useFormat();
  const { patient, veterinarian } = appointment;
  const status = appointment.status ?? "scheduled";
  const moves = movesOf(status, mayCorrect);
  const late = status === "scheduled" && appointment.time < format.now();
  return (
    <li
      draggable={moves.length > 0}
      onDragStart={() => onDrag(appointment)}
      onDragEnd={() => onDrag(null)}
      className={cx("card relative p-3 hover:border-line-strong", moves.length > 0 && "cursor-grab")}
    >
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <p className="nums flex flex-wrap items-center gap-x-2 text-sm whitespace-nowrap text-muted">
            {format.clock(appointment.time)} · {t.time.minutes(appointment.duration ?? 30)}
            {late && <Badge tone="warn">{t.appointment.late}</Badge>}
            {(status === "no-show" || status === "cancelled") && <AppointmentBadge status={status} />}
          </p>
          <p className="truncate">
            <Link
              to={`/patients/${patient.id}`}
              className="font-semibold after:absolute after:inset-0 after:rounded-xl"
            >
              {patient.name}
            </Link>{" "}
            <span className="text-muted">
              {speciesText(t, patient.species)} · {fullName(patient.owner)}
            </span>
          </p>
          <p className="truncate">{appointment.reason}</p>
          <p className="flex flex-wrap gap-1.5 text-sm text-muted">
            {veterinarian || t.appointment.nobody}
            {patient.alerts.map((alert) => (
              <Badge key={alert} tone="danger">
                {alert}
              </Badge>
            ))}
          </p>
        </div>
        {moves.length > 0 && (
          <div className="relative z-10 -m-1.5">
            <Menu
              label={`${t.today.moveTo}: ${patient.name} ${format.clock(appointment.time)}`}
              trigger={<ArrowRightLeft size={16} aria-hidden />}
            >
              <MenuText>{t.today.moveTo}</MenuText>
              {moves.map((each) => (
                <MenuItem key={each} onClick={() => void onMove(appointment, each)}>
                  {t.appointment.statuses[each]}
                </MenuItem>
              ))}
            </Menu>
          </div>
        )}
      </div>
    </li>
  );
}
