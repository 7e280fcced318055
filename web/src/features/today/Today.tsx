import { useQuery } from "@tanstack/react-query";
import { CalendarPlus } from "lucide-react";
import { useDeferredValue, useEffect, useState } from "react";
import { useLive } from "@/api/live";
import { useSession } from "@/api/session";
import { useFormat } from "@/i18n/clinic";
import { appointmentsQuery } from "@/features/appointments/calls";
import { useTexts } from "@/i18n/language";
import { LinkButton } from "@/ui/LinkButton";
import { Check } from "@/ui/Field";
import { Card, Page } from "@/ui/Page";
import { useParams } from "@/ui/params";
import { Degraded, Failed, Loading } from "@/ui/states";
import { Board } from "./Board";
import { statsQuery } from "./calls";
import { MyDay } from "./MyDay";
import { Numbers } from "./Numbers";
import { Recent } from "./Recent";

const ASKED = 20_000; // ms, while nobody tells of changes
const MINUTE = 60_000;

export function Screen() {
  const t = useTexts();
  const format = useFormat();
  const live = useLive();
  const now = useNow();
  const { user } = useSession();
  const [params, setParams] = useParams();
  const today = format.today();
  const day = useQuery({ ...appointmentsQuery(today, today), refetchInterval: !live && ASKED });
  const stats = useQuery({ ...statsQuery, refetchInterval: live ? MINUTE * 5 : MINUTE });
  const mine = params.get("mine") === "1";
  const isVeterinarian = user?.roles.includes("veterinarian");
  // Drawn in pieces at first, between which the page answers; what changes later is shown at once.
  const isDrawn = useDeferredValue(day.data !== undefined);
  const own = (day.data ?? []).filter((each) => each.veterinarianId === user?.id);
  return (
    <Page
      title={format.day(today, { weekday: "long", month: "long", day: "numeric" })}
      beside={!live && day.dataUpdatedAt > 0 && <AsOf time={day.dataUpdatedAt} />}
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
      <Numbers stats={stats.data} day={day.data} now={now} />
      <section aria-label={t.today.board} className="min-w-0">
        {!isDrawn && !day.isError && <Loading rows={8} />}
        {day.isError && !day.data && <Failed error={day.error} retry={() => void day.refetch()} />}
        {day.data && isDrawn && <Board appointments={mine ? own : day.data} now={now} />}
      </section>
      {(isDrawn || day.isError) && ( // nothing stands below the board before it has its height
        <div className="mt-3 grid items-start gap-3 lg:grid-cols-2">
          {isVeterinarian && day.data && <MyDay appointments={own} />}
          <Card title={t.today.recent}>
            {stats.isPending && <Loading />}
            {stats.isError && !stats.data && <Failed error={stats.error} retry={() => void stats.refetch()} />}
            {stats.data && <Recent stats={stats.data} />}
          </Card>
        </div>
      )}
    </Page>
  );
}

/** Shown while the board isn't told of changes. */
function AsOf({ time }: { time: number }) {
  const t = useTexts();
  const format = useFormat();
  return (
    <span className="text-muted">
      {t.today.updated(format.instant(new Date(time).toISOString(), { timeStyle: "short" }))}
    </span>
  );
}

/** The time, for what is late and who waits; renewed each half minute. */
function useNow() {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), MINUTE / 2);
    return () => clearInterval(timer);
  }, []);
  return now;
}
