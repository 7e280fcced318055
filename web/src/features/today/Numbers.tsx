import { Link } from "react-router";
import type { Appointment, Stats } from "@/api/types";
import { useTexts } from "@/i18n/language";
import { cx } from "@/ui/cx";
import { columnsOf, LONG_WAIT, longestWait } from "./board";

interface Props {
  stats: Stats | undefined;
  day: Appointment[] | undefined;
  now: Date;
}

/** What isn't known is a dash, not a nought. */
export function Numbers({ stats, day, now }: Props) {
  const t = useTexts();
  const columns = day && columnsOf(day);
  const wait = day && longestWait(day, now);
  const numbers: [label: string, value: number | string | null | undefined, to: string][] = [
    [t.today.booked, columns?.booked.length, "/appointments"],
    [t.today.longest, day && (wait === undefined ? t.today.nobody : t.time.minutes(wait)), "/appointments"],
    [t.today.done, columns?.done.length, "/appointments"],
    [t.today.patients, stats?.totalPatients, "/patients"],
    [t.today.owners, stats?.totalOwners, "/owners"],
  ];
  return (
    <dl className="card mb-3 grid grid-cols-2 divide-line md:grid-cols-5 md:divide-x">
      {numbers.map(([label, value, to]) => (
        <div
          key={label}
          className="relative flex items-baseline justify-between gap-1.5 px-2.5 py-2 lg:px-4 hover:bg-hover"
        >
          <dt className="text-sm text-muted">
            <Link to={to} className="stretched">
              {label}
            </Link>
          </dt>
          <dd
            className={cx(
              "nums font-semibold whitespace-nowrap lg:text-lg",
              label === t.today.longest && (wait ?? 0) >= LONG_WAIT && "text-warn",
            )}
          >
            {value?.toLocaleString() ?? "–"}
          </dd>
        </div>
      ))}
    </dl>
  );
}
