import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { Bars } from "./Bars";
import type { Visits } from "./calls";
import { Figure } from "./Figure";
import { Numbers } from "./Numbers";
import { sum, usePeriodText } from "./periods";

const STATUSES = [
  ["completed", "completed", "accent"],
  ["scheduled", "scheduled", "info"],
  ["cancelled", "cancelled", "warn"],
  ["noShow", "no-show", "danger"],
] as const;
const STAGES = ["booked", "arrived", "withVet", "toPay", "done"] as const;
type Counts = Partial<Record<(typeof STATUSES)[number][0], number>>;

export function VisitFigures({ data }: { data: Visits }) {
  const t = useTexts();
  const format = useFormat();
  const label = usePeriodText(data.step);
  const name = (status: (typeof STATUSES)[number][1]) => t.appointment.statuses[status];
  const counts = STATUSES.map(([field, status]) => ({
    head: name(status),
    raw: (each: Counts) => each[field] ?? 0,
    text: (each: Counts) => t.analytics.count(each[field] ?? 0),
  }));
  const all = (each: Counts) => sum(STATUSES, ([field]) => each[field] ?? 0);
  const range = `${data.first}-${data.last}`;
  return (
    <>
      <Numbers
        facts={[
          { label: t.analytics.visits, value: t.analytics.count(sum(data.periods, all)) },
          {
            label: t.analytics.noShowRate,
            value:
              typeof data.noShowRate === "number" ? format.percent(Math.round(data.noShowRate * 1000) / 1000) : "–",
            hint: t.analytics.noShowLead,
          },
        ]}
      />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Figure
          title={t.analytics.visits}
          file={`appointments-${range}`}
          rows={data.periods}
          some={data.periods.some((each) => all(each) > 0)}
          columns={[
            { head: t.analytics.period, raw: (each) => each.start, text: (each) => format.day(each.start) },
            ...counts,
          ]}
          chart={
            <Bars
              title={t.analytics.visits}
              labels={data.periods.map((each) => label(each.start))}
              series={STATUSES.map(([field, status, look]) => ({
                name: name(status),
                look,
                values: data.periods.map((each) => each[field] ?? 0),
              }))}
              text={t.analytics.count}
              whole
            />
          }
        />
        <div className="grid gap-6">
          <Figure
            title={t.analytics.veterinarians}
            file={`veterinarians-${range}`}
            rows={data.veterinarians}
            some={data.veterinarians.length > 0}
            columns={[
              { head: t.analytics.veterinarian, raw: (each) => each.veterinarian || t.analytics.nobody },
              ...counts,
              { head: t.analytics.hours, raw: (each) => Math.round(each.minutes / 6) / 10 },
            ]}
            bar={all}
          />
          <Figure
            title={t.analytics.stages}
            lead={t.analytics.stagesLead}
            file={`stages-${range}`}
            rows={[...STAGES]}
            some={STAGES.some((stage) => (data.stages[stage] ?? 0) > 0)}
            columns={[
              { head: t.analytics.stage, raw: (stage) => t.analytics.stageName[stage] },
              { head: t.analytics.visits, raw: (stage) => data.stages[stage] ?? 0 },
            ]}
            bar={(stage) => data.stages[stage] ?? 0}
          />
        </div>
      </div>
    </>
  );
}
