import { Link } from "react-router";
import type { Appointment } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { closedFor, type Hours, openSpans } from "@/app/hours";
import { useTexts } from "@/i18n/language";
import { cx } from "@/ui/cx";
import { holdsTime, monthOf, weekOf } from "./time";

const SHOWN = 3;

export function Month({
  date,
  appointments,
  hours,
  onOpen,
}: {
  date: string;
  appointments: Appointment[];
  hours: Hours | undefined;
  onOpen: (each: Appointment) => void;
}) {
  const t = useTexts();
  const format = useFormat();
  const today = format.today();
  return (
    <div className="card min-h-0 flex-1 overflow-auto">
      <table className="h-full w-full min-w-160 table-fixed border-collapse" aria-label={t.appointment.calendar}>
        <thead>
          <tr>
            {weekOf(date).map((day) => (
              <th key={day} scope="col" className="border-b border-line p-2 text-start text-xs font-medium text-muted">
                {format.day(day, { weekday: "short" })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {monthOf(date).map((week) => (
            <tr key={week[0]} className="h-28">
              {week.map((day) => {
                const own = appointments.filter((each) => each.date === day && holdsTime(each));
                return (
                  <td
                    key={day}
                    className={cx(
                      "border border-line p-1 align-top",
                      day.slice(0, 7) !== date.slice(0, 7) && "bg-ground",
                      !openSpans(hours, day).length && "hatched",
                    )}
                  >
                    <Link
                      to={`?view=day&date=${day}`}
                      aria-label={format.day(day)}
                      aria-current={day === today ? "date" : undefined}
                      className={cx(
                        "nums inline-grid size-7 place-items-center rounded-full text-sm hover:bg-hover",
                        day === today && "bg-accent font-semibold text-on-accent hover:bg-accent-hover",
                      )}
                    >
                      {day.slice(8).replace(/^0/, "")}
                    </Link>
                    {closedFor(hours, day) !== undefined && (
                      <span className="ms-1 text-xs text-muted">{closedFor(hours, day)}</span>
                    )}
                    <ul>
                      {own.slice(0, SHOWN).map((each) => (
                        <li key={each.id}>
                          <button
                            type="button"
                            onClick={() => onOpen(each)}
                            className="block min-h-6 w-full truncate rounded px-1 text-start text-xs hover:bg-hover"
                          >
                            <span className="nums text-muted">{format.clock(each.time)}</span> {each.patient.name}
                          </button>
                        </li>
                      ))}
                    </ul>
                    {own.length > SHOWN && (
                      <Link
                        to={`?view=day&date=${day}`}
                        className="inline-flex min-h-6 items-center px-1 text-xs text-accent-ink hover:underline"
                      >
                        {t.appointment.more(own.length - SHOWN)}
                      </Link>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
