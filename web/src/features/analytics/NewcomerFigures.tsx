import { useFormat } from "@/i18n/clinic";
import { speciesText } from "@/features/patients/words";
import { useTexts } from "@/i18n/language";
import { Bars } from "./Bars";
import type { Newcomers } from "./calls";
import { Figure } from "./Figure";
import { sum, usePeriodText } from "./periods";

export function NewcomerFigures({ data }: { data: Newcomers }) {
  const t = useTexts();
  const format = useFormat();
  const label = usePeriodText(data.step);
  const patients = sum(data.species, (each) => each.patients);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Figure
        title={t.analytics.newcomers}
        file={`newcomers-${data.first}-${data.last}`}
        rows={data.periods}
        some={data.periods.some((each) => each.owners + each.patients > 0)}
        columns={[
          { head: t.analytics.period, raw: (each) => each.start, text: (each) => format.day(each.start) },
          { head: t.analytics.owners, raw: (each) => each.owners },
          { head: t.analytics.patients, raw: (each) => each.patients },
        ]}
        chart={
          <Bars
            title={t.analytics.newcomers}
            labels={data.periods.map((each) => label(each.start))}
            series={(["owners", "patients"] as const).map((kind) => ({
              name: t.analytics[kind],
              look: kind === "owners" ? "info" : "accent",
              values: data.periods.map((each) => each[kind]),
            }))}
            text={t.analytics.count}
            whole
          />
        }
      />
      <Figure
        title={t.analytics.species}
        lead={t.analytics.speciesLead}
        file="species"
        rows={data.species}
        some={data.species.length > 0}
        columns={[
          { head: t.patient.species, raw: (each) => speciesText(t, each.species) },
          {
            head: t.analytics.patients,
            raw: (each) => each.patients,
            text: (each) =>
              `${t.analytics.count(each.patients)} · ${format.percent(Math.round((each.patients / patients) * 100) / 100)}`,
          },
        ]}
        bar={(each) => each.patients}
      />
    </div>
  );
}
