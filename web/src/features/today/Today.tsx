import { useQuery } from "@tanstack/react-query";
import { CalendarPlus } from "lucide-react";
import { Link } from "react-router";
import { useSession } from "@/api/session";
import type { Appointment, Stats } from "@/api/types";
import { useFormat } from "@/app/clinic";
import { appointmentsQuery } from "@/features/appointments/calls";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { LinkButton } from "@/ui/Button";
import { Check } from "@/ui/Field";
import { Card, Page } from "@/ui/Page";
import { useParams } from "@/ui/params";
import { Degraded, Failed, Loading } from "@/ui/states";
import { Board } from "./Board";
import { statsQuery } from "./calls";

const FRESH = 20_000; // ms

export function Screen() {
  const t = useTexts();
  const format = useFormat();
  const { user } = useSession();
  const [params, setParams] = useParams();
  const today = format.today();
  const day = useQuery({ ...appointmentsQuery(today, today), refetchInterval: FRESH });
  const stats = useQuery({ ...statsQuery, refetchInterval: FRESH * 3 });
  const mine = params.get("mine") === "1";
  const isVeterinarian = user?.roles.includes("veterinarian");
  const shown = (day.data ?? []).filter((each) => !mine || each.veterinarianId === user?.id);
  return (
    <Page
      title={format.day(today, { weekday: "long", month: "long", day: "numeric" })}
      beside={
        <span className="text-muted">
          {day.dataUpdatedAt > 0 &&
            t.today.updated(format.instant(new Date(day.dataUpdatedAt).toISOString(), { timeStyle: "short" }))}
        </span>
      }
      actions={
        <>
          {isVeterinarian && (
            <Check label={t.today.mine} checked={mine} onChange={(on) => setParams({ mine: on ? "1" : null })} />
          )}
          <LinkButton look="primary" to="/appointments?new=1" icon={<CalendarPlus size={16} />}>
            {t.appointment.new}
          </LinkButton>
        </>
      }
    >
      <Degraded parts={stats.data?.degraded} />
      <Numbers stats={stats.data} day={day.data} />
      <div className="grid gap-4 2xl:grid-cols-[1fr_20rem]">
        <section aria-label={t.today.board} className="min-w-0">
          {day.isPending && <Loading rows={8} />}
          {day.isError && !day.data && <Failed error={day.error} retry={() => void day.refetch()} />}
          {day.data && <Board appointments={shown} />}
        </section>
        <Card title={t.today.recent} className="self-start">
          {stats.isPending && <Loading />}
          {stats.isError && !stats.data && <Failed error={stats.error} retry={() => void stats.refetch()} />}
          {stats.data && <Recent stats={stats.data} />}
        </Card>
      </div>
    </Page>
  );
}

function Numbers({ stats, day }: { stats: Stats | undefined; day: Appointment[] | undefined }) {
  const t = useTexts();
  const numbers: [label: string, value: number | null | undefined, to: string][] = [
    [t.today.booked, stats?.todayAppointments, "/appointments"],
    [t.today.done, day?.filter((each) => each.status === "completed").length, "/appointments"],
    [t.today.patients, stats?.totalPatients, "/patients"],
    [t.today.owners, stats?.totalOwners, "/owners"],
  ];
  return (
    <dl className="card mb-4 grid grid-cols-2 divide-line sm:grid-cols-4 sm:divide-x">
      {numbers.map(([label, value, to]) => (
        <div key={label} className="relative flex items-baseline justify-between gap-2 px-4 py-3 hover:bg-hover">
          <dt className="text-sm text-muted">
            <Link to={to} className="after:absolute after:inset-0">
              {label}
            </Link>
          </dt>
          <dd className="nums text-xl font-semibold">{value?.toLocaleString() ?? "–"}</dd>
        </div>
      ))}
    </dl>
  );
}

function Recent({ stats }: { stats: Stats }) {
  const t = useTexts();
  const format = useFormat();
  if (!stats.recentRecords.length) return <p className="p-4 text-muted">{t.today.empty}</p>;
  return (
    <ul className="divide-y divide-line">
      {stats.recentRecords.map((record) => (
        <li key={record.id} className="relative px-4 py-2 hover:bg-hover">
          <p className="flex justify-between gap-3">
            <Link to={`/records/${record.id}`} className="truncate font-medium after:absolute after:inset-0">
              {record.patient.name} <span className="font-normal text-muted">{fullName(record.patient.owner)}</span>
            </Link>
            <span className="shrink-0 text-sm text-muted">
              {format.day(record.visitDate ?? "", { month: "short", day: "numeric" })}
            </span>
          </p>
          <p className="truncate text-muted">{record.diagnosis || t.record.types[record.recordType ?? "treatment"]}</p>
        </li>
      ))}
    </ul>
  );
}
