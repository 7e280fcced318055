import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isProblem } from "@/api/problem";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { addDays, dayOr } from "@/typed/day";
import { fromDigits } from "@/typed/number";
import { DayFilter } from "@/ui/DayFilter";
import { Segments } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { useParams } from "@/ui/params";
import { Empty, Failed, Loading } from "@/ui/states";
import { newcomersQuery, type Range, revenueQuery, type Step, visitsQuery } from "./calls";
import { NewcomerFigures } from "./NewcomerFigures";
import { RevenueFigures } from "./RevenueFigures";
import { VisitFigures } from "./VisitFigures";

const STEPS = ["day", "week", "month"] as const;
/** Days of a usual range, and the step that shows it well. */
const RANGES = { "30": "day", "90": "week", "365": "month" } as const;

export function Screen() {
  const t = useTexts();
  const range = useRange();
  return (
    <Page title={t.analytics.title} actions={<Controls range={range} />}>
      <Figures range={range} />
    </Page>
  );
}

/** What the address asks for; the 30 days up to today where it doesn't say. */
function useRange(): Range {
  const [params] = useParams();
  const today = useFormat().today();
  const to = dayOr(params.get("to"), today);
  return {
    from: dayOr(params.get("from"), addDays(to, -29)),
    to,
    step: STEPS.find((each) => each === params.get("step")) ?? "day",
  };
}

function Controls({ range }: { range: Range }) {
  const t = useTexts();
  const [, setParams] = useParams();
  const today = useFormat().today();
  const usual = (Object.keys(RANGES) as (keyof typeof RANGES)[]).find(
    (days) => range.to === today && range.from === addDays(today, 1 - fromDigits(days)),
  );
  return (
    <>
      <Segments<keyof typeof RANGES | "">
        label={t.analytics.rangesLabel}
        value={usual ?? ""}
        onChange={(days) =>
          days && setParams({ from: addDays(today, 1 - fromDigits(days)), to: today, step: RANGES[days] })
        }
        options={(Object.keys(RANGES) as (keyof typeof RANGES)[]).map((days) => [days, t.analytics.ranges[days]])}
      />
      <DayFilter
        label={t.analytics.from}
        className="w-36"
        value={range.from}
        onChange={(from) => from && setParams({ from })}
      />
      <DayFilter label={t.analytics.to} className="w-36" value={range.to} onChange={(to) => to && setParams({ to })} />
      <Segments<Step>
        label={t.analytics.step}
        value={range.step}
        onChange={(step) => setParams({ step })}
        options={STEPS.map((step) => [step, t.analytics.steps[step]])}
      />
    </>
  );
}

function Figures({ range }: { range: Range }) {
  const revenue = useQuery(revenueQuery(range));
  const visits = useQuery(visitsQuery(range));
  const newcomers = useQuery(newcomersQuery(range));
  return (
    <div className="space-y-6">
      <Part query={revenue} show={(data) => <RevenueFigures data={data} />} />
      <Part query={visits} show={(data) => <VisitFigures data={data} />} />
      <Part query={newcomers} show={(data) => <NewcomerFigures data={data} />} />
    </div>
  );
}

interface PartProps<T> {
  query: { data: T | undefined; error: unknown; isPending: boolean; isError: boolean; refetch: () => unknown };
  show: (data: T) => ReactNode;
}

/** One service's figures; where it fails, the others' stay. */
function Part<T>({ query, show }: PartProps<T>) {
  const t = useTexts();
  if (query.isPending) return <Loading rows={6} className="card" />;
  if (isProblem(query.error, 422)) return <Empty text={t.analytics.wrongRange} />;
  if (query.isError || query.data === undefined)
    return <Failed error={query.error} retry={() => void query.refetch()} />;
  return show(query.data);
}
