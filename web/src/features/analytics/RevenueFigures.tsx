import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { Bars } from "./Bars";
import type { Revenue } from "./calls";
import { Figure } from "./Figure";
import { Numbers } from "./Numbers";
import { sum, usePeriodText } from "./periods";

const KINDS = [
  ["issued", "accent"],
  ["paid", "info"],
  ["credited", "warn"],
] as const;

export function RevenueFigures({ data }: { data: Revenue }) {
  const t = useTexts();
  const format = useFormat();
  const label = usePeriodText(data.step);
  const overdue = data.owed.filter((each) => each.age !== "due");
  const range = `${data.first}-${data.last}`;
  return (
    <>
      <Numbers
        facts={[
          ...KINDS.slice(0, 2).map(([kind]) => ({
            label: t.analytics[kind],
            value: format.money(sum(data.periods, (each) => each[kind])),
          })),
          { label: t.analytics.owed, value: format.money(sum(data.owed, (each) => each.amount)) },
          { label: t.analytics.overdue, value: format.money(sum(overdue, (each) => each.amount)) },
        ]}
      />
      <Figure
        title={t.analytics.revenue}
        lead={t.analytics.revenueLead}
        file={`revenue-${range}`}
        rows={data.periods}
        some={data.periods.some((each) => KINDS.some(([kind]) => each[kind] !== 0))}
        columns={[
          { head: t.analytics.period, raw: (each) => each.start, text: (each) => format.day(each.start) },
          ...KINDS.map(([kind]) => ({
            head: t.analytics[kind],
            raw: (each: Revenue["periods"][number]) => each[kind],
            text: (each: Revenue["periods"][number]) => format.money(each[kind]),
          })),
        ]}
        chart={
          <Bars
            title={t.analytics.revenue}
            labels={data.periods.map((each) => label(each.start))}
            series={KINDS.map(([kind, look]) => ({
              name: t.analytics[kind],
              look,
              values: data.periods.map((each) => each[kind]),
            }))}
            text={format.money}
          />
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Figure
          title={t.analytics.owed}
          lead={t.analytics.owedLead}
          file="owed"
          rows={data.owed}
          some={data.owed.some((each) => each.bills > 0)}
          columns={[
            { head: t.analytics.age, raw: (each) => t.analytics.ages[each.age] },
            { head: t.analytics.bills, raw: (each) => each.bills },
            { head: t.analytics.amount, raw: (each) => each.amount, text: (each) => format.money(each.amount) },
          ]}
          bar={(each) => each.amount}
        />
        <Figure
          title={t.analytics.categories}
          lead={t.analytics.categoriesLead}
          file={`categories-${range}`}
          rows={data.categories}
          some={data.categories.length > 0}
          columns={[
            { head: t.analytics.category, raw: (each) => each.category || t.analytics.free },
            { head: t.analytics.lines, raw: (each) => each.lines },
            { head: t.analytics.amount, raw: (each) => each.amount, text: (each) => format.money(each.amount) },
          ]}
          bar={(each) => each.amount}
        />
      </div>
    </>
  );
}
