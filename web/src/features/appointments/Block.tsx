import type { CSSProperties } from "react";
import type { Appointment } from "@/api/types";
import { useFormat } from "@/app/clinic";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { cx } from "@/ui/cx";
import type { Column, useMover } from "./useMover";
import type { Status } from "./words";

type Mover = ReturnType<typeof useMover>;

interface BlockProps {
  appointment: Appointment;
  column: Column;
  box: CSSProperties & { height: number };
  faint: boolean;
  onOpen: () => void;
  grab: Mover["grab"];
  keys: ReturnType<Mover["keys"]>;
}

const LOOKS: Record<Status, string> = {
  scheduled: "border-info bg-info-soft",
  completed: "border-good bg-good-soft",
  cancelled: "border-line-strong bg-ground text-muted line-through",
  "no-show": "border-warn bg-warn-soft",
};

const LINE = 16; // px

/** One appointment in the grid: a button that opens it, and can be moved while it is still to come. */
export function Block({ appointment, column, box, faint, onOpen, grab, keys }: BlockProps) {
  const t = useTexts();
  const format = useFormat();
  const status = appointment.status ?? "scheduled";
  const { patient } = appointment;
  const lines = Math.floor((box.height - 6) / LINE);
  // What began the day before is moved there.
  const movable = status === "scheduled" && appointment.date === column.date;
  const owner = fullName(patient.owner);
  // What is to be read comes first, as it is read: who speaks to the computer says what they see.
  const about = [
    [format.clock(appointment.time), patient.name, appointment.reason, owner].filter(Boolean).join(" "),
    t.time.minutes(appointment.duration ?? 30),
    appointment.veterinarian,
    t.appointment.statuses[status],
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
          "flex size-full flex-col overflow-hidden rounded-md border-s-3 px-1.5 py-0.5 text-start text-xs leading-4 hover:brightness-95 focus-visible:-outline-offset-2 dark:hover:brightness-115",
          LOOKS[status],
          movable && "cursor-grab touch-manipulation select-none",
          appointment.overbooked && "hatched",
        )}
      >
        <span className="w-full shrink-0 truncate font-semibold">
          <span className="nums font-medium">{format.clock(appointment.time)}</span> {patient.name}
          {lines < 2 && <span className="font-normal"> {appointment.reason}</span>}
        </span>{" "}
        {lines >= 2 && <span className="w-full shrink-0 truncate">{appointment.reason}</span>}{" "}
        {lines >= 3 && <span className="w-full shrink-0 truncate text-muted">{owner}</span>}
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
