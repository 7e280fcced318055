import type { CSSProperties } from "react";
import type { Appointment } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { cx } from "@/ui/cx";
import { isGone, isUnderWay, stageOf, stateText } from "./state";
import type { Column, useMover } from "./useMover";

type Mover = ReturnType<typeof useMover>;

interface BlockProps {
  appointment: Appointment;
  column: Column;
  box: CSSProperties & { height: number };
  strip: boolean;
  faint: boolean;
  onOpen: () => void;
  grab: Mover["grab"];
  keys: ReturnType<Mover["keys"]>;
}

function lookOf(appointment: Appointment): string {
  if (appointment.status === "no-show") return "border-warn bg-warn-soft";
  if (appointment.status === "cancelled") return "border-line-strong bg-ground text-muted line-through";
  if (stageOf(appointment) === "done") return "border-good bg-good-soft";
  return isUnderWay(appointment) ? "border-accent bg-accent-soft" : "border-info bg-info-soft";
}

const LINE = 16; // px
const READABLE = 56; // px of a strip; what is shorter says its name when it is pointed at

/** One appointment in the grid: a button that opens it, and can be moved while it is still to come. */
export function Block({ appointment, column, box, strip, faint, onOpen, grab, keys }: BlockProps) {
  const t = useTexts();
  const format = useFormat();
  const { patient } = appointment;
  // What began the day before is moved there.
  const movable = appointment.status === "scheduled" && appointment.date === column.date;
  const owner = fullName(patient.owner);
  const stage = (isUnderWay(appointment) || isGone(appointment)) && stateText(t, appointment);
  // What is to be read comes first, as it is read: who speaks to the computer says what they see.
  const about = [
    [patient.name, format.clock(appointment.time), stage, appointment.reason, owner].filter(Boolean).join(" "),
    t.time.minutes(appointment.duration ?? 30),
    appointment.veterinarian,
    !stage && stateText(t, appointment),
    appointment.overbooked && t.appointment.overbooked,
  ].filter(Boolean);
  return (
    <div className={cx("absolute p-px", faint && "opacity-40")} style={box}>
      <button
        type="button"
        title={about.join(" · ")}
        aria-label={about.join(", ")}
        aria-keyshortcuts={movable ? "Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight" : undefined}
        onClick={onOpen}
        {...(movable ? { ...grab(appointment, column.key, "move"), ...keys } : {})}
        className={cx(
          "flex size-full items-start overflow-hidden rounded-md border-s-3 py-0.5 text-start text-xs leading-4 hover:brightness-95 focus-visible:-outline-offset-2 dark:hover:brightness-115",
          strip ? "px-0.5 [writing-mode:vertical-rl]" : "px-1.5",
          lookOf(appointment),
          movable && "cursor-grab touch-manipulation select-none",
          appointment.overbooked && "hatched",
        )}
      >
        {strip ? (
          box.height >= READABLE && <span className="max-h-full truncate">{patient.name}</span>
        ) : (
          // The name comes first: in a narrow lane it is what there is room for, and the place says the time.
          <span
            className="line-clamp-1 wrap-anywhere"
            style={{ WebkitLineClamp: Math.max(1, Math.floor((box.height - 6) / LINE)) }}
          >
            <strong className="font-semibold">{patient.name}</strong>{" "}
            <span className="nums">{format.clock(appointment.time)}</span>
            {stage && (
              <span className={cx("font-semibold", isUnderWay(appointment) && "text-accent-ink")}> {stage}</span>
            )}{" "}
            {appointment.reason} <span className="text-muted">{owner}</span>
          </span>
        )}
      </button>
      {movable && (
        <div
          aria-hidden
          className="absolute inset-x-1 bottom-0 h-1.5 cursor-ns-resize touch-manipulation pointer-coarse:h-3"
          {...grab(appointment, column.key, "resize")}
        />
      )}
    </div>
  );
}
