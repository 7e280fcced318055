import { type CSSProperties, type MouseEvent, useEffect, useRef } from "react";
import type { Appointment } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { closedFor, closedSpans, type Hours, wholeSpan } from "@/app/hours";
import { useTexts } from "@/i18n/language";
import { cx } from "@/ui/cx";
import { Block } from "./Block";
import { toMinutes, toTime } from "@/typed/time";
import { hoursOf, place, type Placed, type Slot } from "./time";
import { type Column, useMover } from "./useMover";

const PER_MINUTE = 1.5; // px
const STEP = 15;
const STRIP = 24; // px of what holds no time any more: as wide as a finger needs
const COLUMN = 7.5; // rem at least
const LANE = 4.5; // rem, in which a name can be read

interface GridProps {
  columns: Column[];
  appointments: Appointment[];
  hours: Hours | undefined;
  inColumn: (appointment: Appointment, column: Column) => boolean;
  onOpen: (appointment: Appointment) => void;
  onMoved: (appointment: Appointment, slot: Slot) => void;
  onBook: (column: Column, time: string) => void;
}

/** Hours downwards; columns are days or veterinarians. */
export function TimeGrid({ columns, appointments, hours: open, inColumn, onOpen, onMoved, onBook }: GridProps) {
  const t = useTexts();
  const format = useFormat();
  const days = columns.map((column) => column.date);
  const [from, to] = hoursOf(appointments, days, wholeSpan(open, days));
  const hours = Array.from({ length: to - from }, (_, index) => from + index);
  const y = (minutes: number) => (minutes - from * 60) * PER_MINUTE;
  const box = useRef<HTMLDivElement>(null);
  const { moving, grab, keys } = useMover({
    grid: box,
    columns,
    all: appointments,
    pixelsPerMinute: PER_MINUTE,
    onMoved,
  });
  const now = toMinutes(format.now());

  // Once, to the time that it is; later the reader scrolls.
  useEffect(() => {
    box.current?.scrollTo({ top: Math.max(0, y(Math.min(now, 17 * 60)) - 120) });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const book = (event: MouseEvent<HTMLElement>, column: Column) => {
    if (event.target !== event.currentTarget) return;
    const minutes = from * 60 + (event.clientY - event.currentTarget.getBoundingClientRect().top) / PER_MINUTE;
    onBook(column, toTime(Math.floor(minutes / STEP) * STEP));
  };
  const placed = columns.map((column) =>
    place(
      appointments.filter((each) => inColumn(each, column)),
      column.date,
    ),
  );
  const tracks = { "--columns": placed.map(track).join(" "), "--count": columns.length } as CSSProperties;

  return (
    <div
      ref={box}
      className="card min-h-0 flex-1 overflow-auto overscroll-contain"
      role="group"
      aria-label={t.appointment.calendar}
      // Scrolled by keys where no appointment can be gone to.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <div className="time-tracks sticky top-0 z-20 border-b border-line bg-surface" style={tracks}>
        <div />
        {columns.map((column) => (
          <h2
            key={column.key}
            className={cx(
              "truncate border-s border-line px-2 py-2 text-sm",
              column.veterinarian === undefined && column.date === format.today() && "text-accent-ink",
            )}
          >
            {column.head}
            {closedFor(open, column.date) !== undefined && (
              <span className="block truncate text-xs font-medium text-muted">{closedFor(open, column.date)}</span>
            )}
          </h2>
        ))}
      </div>
      <div className="time-tracks" style={tracks}>
        <div className="nums relative" style={{ height: y(to * 60) }} aria-hidden>
          {hours.slice(1).map((hour) => (
            <span
              key={hour}
              className="absolute end-2 -translate-y-1/2 text-xs whitespace-nowrap text-muted"
              style={{ top: y(hour * 60) }}
            >
              {format.hour(hour)}
            </span>
          ))}
        </div>
        {columns.map((column, index) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the button New books by keys
          <div
            key={column.key}
            data-column={column.key}
            className={cx("relative border-s border-line", moving?.column === column.key && "bg-accent-soft/50")}
            onClick={(event) => book(event, column)}
          >
            {closedSpans(open, column.date).map(([start, end]) => (
              <Closed key={start} top={y(Math.max(start, from * 60))} bottom={y(Math.min(end, to * 60))} />
            ))}
            {hours.slice(1).map((hour) => (
              <div
                key={hour}
                aria-hidden
                className="pointer-events-none absolute inset-x-0 border-t border-line/70"
                style={{ top: y(hour * 60) }}
              />
            ))}
            {column.date === format.today() && now >= from * 60 && now < to * 60 && (
              <div
                aria-hidden
                data-now
                // Behind the appointments: it would strike their names through.
                className="pointer-events-none absolute inset-x-0 border-t-2 border-danger/70"
                style={{ top: y(now) }}
              />
            )}
            {placed[index]!.map((each) => (
              <Block
                key={each.appointment.id}
                appointment={each.appointment}
                column={column}
                strip={each.strip}
                faint={moving?.appointment.id === each.appointment.id}
                box={{ top: y(each.part[0]), height: (each.part[1] - each.part[0]) * PER_MINUTE, ...across(each) }}
                onOpen={() => onOpen(each.appointment)}
                grab={grab}
                keys={keys(each.appointment, column.key)}
              />
            ))}
            {moving?.column === column.key && (
              <div
                className={cx(
                  "nums pointer-events-none absolute inset-x-1 z-20 rounded-md border-2 px-1.5 text-xs font-semibold",
                  moving.taken
                    ? "border-danger bg-danger-soft text-danger"
                    : "border-accent bg-accent-soft text-accent-ink",
                )}
                style={{ top: y(moving.slot.start), height: moving.slot.duration * PER_MINUTE }}
              >
                {format.clock(toTime(moving.slot.start))} · {t.time.minutes(moving.slot.duration)}
                {moving.taken && ` · ${t.appointment.takenTitle}: ${moving.taken.patient.name}`}
              </div>
            )}
          </div>
        ))}
      </div>
      <p role="status" className="sr-only">
        {moving &&
          `${columns.find((each) => each.key === moving.column)?.head} ${format.clock(toTime(moving.slot.start))}, ${t.time.minutes(moving.slot.duration)}${moving.taken ? `, ${t.appointment.takenTitle}` : ""}`}
      </p>
    </div>
  );
}

/** As wide as the names of its lanes need. */
const track = (placed: Placed[]) => `minmax(${Math.max(COLUMN, ...placed.map(({ lanes }) => lanes * LANE))}rem, 1fr)`;

function across({ lane, lanes, strip, strips }: Placed) {
  if (strip) return { left: `calc(100% - ${(lane + 1) * STRIP}px)`, width: STRIP };
  const width = `(100% - ${strips * STRIP}px) / ${lanes}`;
  return { left: `calc(${width} * ${lane})`, width: `calc(${width})` };
}

/** Time that the clinic is closed; a click on it books all the same, and the server asks why. */
function Closed({ top, bottom }: { top: number; bottom: number }) {
  if (bottom <= top) return null;
  return (
    <div
      aria-hidden
      data-closed
      className="hatched pointer-events-none absolute inset-x-0 bg-ground"
      style={{ top, height: bottom - top }}
    />
  );
}
