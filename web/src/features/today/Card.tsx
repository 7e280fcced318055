import { ArrowRightLeft } from "lucide-react";
import { type HTMLAttributes, type KeyboardEvent, useEffect, useRef } from "react";
import { Link } from "react-router";
import type { Appointment } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { movesOf } from "@/features/appointments/moves";
import { type Stage, stageOf, type Status } from "@/features/appointments/state";
import { speciesText } from "@/features/patients/words";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Badge } from "@/ui/Badge";
import { cx } from "@/ui/cx";
import { Menu, MenuItem, MenuLine, MenuText } from "@/ui/Menu";
import { beside, LONG_WAIT, stagesFor, waited } from "./board";

export interface Moves {
  mayCorrect: boolean;
  stage: (appointment: Appointment, stage: Stage) => void;
  status: (appointment: Appointment, status: Status) => void;
}

interface Props {
  appointment: Appointment;
  moves: Moves;
  now: Date;
  /** It was moved by keys, so the focus goes with it into its next column. */
  focused: boolean;
  onKeyMove: (id: string) => void;
  grab: HTMLAttributes<HTMLElement>;
  by: { x: number; y: number } | undefined;
}

const KEYS: Record<string, 1 | -1> = { ArrowRight: 1, ArrowLeft: -1 };

/** One visit: pulled to its next stage, moved by Alt and an arrow, or by its menu. */
export function Card({ appointment, moves, now, focused, onKeyMove, grab, by }: Props) {
  const t = useTexts();
  const { patient, reason, veterinarian } = appointment;
  const link = useRef<HTMLAnchorElement>(null);
  const movable = stagesFor(appointment, moves.mayCorrect);
  useEffect(() => {
    if (focused) link.current?.focus();
  }, [focused]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.altKey ? KEYS[event.key] : undefined;
    if (!step) return;
    event.preventDefault(); // the browser would go back a page
    const stage = beside(appointment, step);
    if (!stage || !movable.includes(stage)) return;
    onKeyMove(appointment.id);
    moves.stage(appointment, stage);
  };

  return (
    <li
      {...(movable.length && grab)}
      style={by && { transform: `translate(${by.x}px, ${by.y}px)` }}
      className={cx(
        "card group relative px-2.5 py-2 select-none hover:border-line-strong",
        movable.length > 0 && "cursor-grab",
        by && "pointer-events-none z-20 cursor-grabbing shadow-raised",
      )}
    >
      <Times appointment={appointment} now={now} />
      <div className="absolute end-1 top-1 z-10 rounded-lg bg-surface opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-aria-expanded:opacity-100 pointer-coarse:opacity-100">
        <MoveMenu appointment={appointment} stages={movable} moves={moves} />
      </div>
      <p className="truncate">
        <Link
          ref={link}
          to={`/patients/${patient.id}`}
          draggable={false}
          onKeyDown={onKeyDown}
          aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
          className="font-semibold stretched"
        >
          {patient.name}
        </Link>{" "}
        <span className="text-muted">{speciesText(t, patient.species)}</span>
      </p>
      <p className="truncate text-sm text-muted">{fullName(patient.owner)}</p>
      {reason && <p className="truncate text-sm">{reason}</p>}
      {veterinarian && <p className="truncate text-sm text-muted">{veterinarian}</p>}
      {patient.alerts.length > 0 && (
        <p className="mt-0.5 flex flex-wrap gap-1">
          {patient.alerts.map((alert) => (
            <Badge key={alert} tone="danger">
              {alert}
            </Badge>
          ))}
        </p>
      )}
    </li>
  );
}

function Times({ appointment, now }: { appointment: Appointment; now: Date }) {
  const t = useTexts();
  const format = useFormat();
  const minutes = waited(appointment, now);
  const late = stageOf(appointment) === "booked" && appointment.time < format.now();
  return (
    <p className="nums flex flex-wrap items-center gap-1.5 text-sm whitespace-nowrap text-muted">
      {format.clock(appointment.time)}
      {late && <Badge tone="warn">{t.appointment.late}</Badge>}
      {!!minutes && <Badge tone={minutes < LONG_WAIT ? "plain" : "warn"}>{t.time.minutes(minutes)}</Badge>}
    </p>
  );
}

/** Everything that a drag does, and what has no column. */
export function MoveMenu({ appointment, stages, moves }: { appointment: Appointment; stages: Stage[]; moves: Moves }) {
  const t = useTexts();
  const format = useFormat();
  const status = appointment.status ?? "scheduled";
  const statuses = movesOf(status, moves.mayCorrect).filter((each) => each !== "completed" && each !== status);
  const shown = stages.length ? statuses.filter((each) => each !== "scheduled") : statuses;
  if (!stages.length && !shown.length) return null;
  return (
    <Menu
      label={`${t.today.moveTo}: ${appointment.patient.name} ${format.clock(appointment.time)}`}
      trigger={<ArrowRightLeft size={15} aria-hidden />}
      className="min-h-8! min-w-8!"
    >
      <MenuText>{t.today.moveTo}</MenuText>
      {stages.map((each) => (
        <MenuItem key={each} onClick={() => moves.stage(appointment, each)}>
          {t.today.stages[each]}
        </MenuItem>
      ))}
      {stages.length > 0 && shown.length > 0 && <MenuLine />}
      {shown.map((each) => (
        <MenuItem key={each} onClick={() => moves.status(appointment, each)}>
          {t.appointment.statuses[each]}
        </MenuItem>
      ))}
    </Menu>
  );
}
