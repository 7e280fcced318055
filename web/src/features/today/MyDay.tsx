import { Link } from "react-router";
import type { Appointment } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { isGone, stageOf } from "@/features/appointments/state";
import { useTexts } from "@/i18n/language";
import { AppointmentBadge } from "@/features/appointments/words";
import { cx } from "@/ui/cx";
import { Card } from "@/ui/Page";

/** A veterinarian's own appointments in the order of the book; who waits or is with them stands out. */
export function MyDay({ appointments }: { appointments: Appointment[] }) {
  const t = useTexts();
  const format = useFormat();
  const own = appointments.filter((each) => !isGone(each));
  return (
    <Card title={t.today.myDay}>
      {!own.length && <p className="p-4 text-muted">{t.today.nothing}</p>}
      <ul className="divide-y divide-line">
        {own.map((each) => (
          <li
            key={each.id}
            className={cx("relative px-4 py-2 hover:bg-hover", stageOf(each) === "done" && "text-muted")}
          >
            <p className="flex items-center gap-2">
              <span className="nums w-18 shrink-0 text-sm text-muted">{format.clock(each.time)}</span>
              <Link to={`/patients/${each.patient.id}`} className="truncate font-medium stretched">
                {each.patient.name}
              </Link>
              <span className="ms-auto">
                <AppointmentBadge appointment={each} />
              </span>
            </p>
            {each.reason && <p className="truncate ps-20 text-sm text-muted">{each.reason}</p>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
