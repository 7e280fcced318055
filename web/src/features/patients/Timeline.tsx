import { useState } from "react";
import { Link } from "react-router";
import type { Summary } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { Segments } from "@/ui/Field";
import { Card } from "@/ui/Page";
import { type Event, isUpcoming, type Name, timeline } from "./entries";

export function Timeline({ summary }: { summary: Summary }) {
  const t = useTexts();
  const today = useFormat().today();
  const [name, setName] = useState<Name | "all">("all");
  const events = timeline(summary).filter(({ names }) => name === "all" || names.includes(name));
  const upcoming = events.filter((event) => isUpcoming(event, today)).reverse();
  const past = events.filter((event) => !isUpcoming(event, today));
  const filter = (
    <Segments
      label={t.patient.timeline}
      value={name}
      onChange={setName}
      options={[
        ["all", t.patient.all],
        ["record", t.nav.records],
        ["vaccine", t.record.types.vaccine],
        ["appointment", t.nav.appointments],
        ["bill", t.nav.bills],
      ]}
    />
  );
  return (
    <Card>
      <header className="flex min-h-12 flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-1.5">
        <h2 className="text-base">{t.patient.timeline}</h2>
        <div className="-mx-1 max-w-full overflow-x-auto px-1">{filter}</div>
      </header>
      {!events.length && <p className="p-4 text-muted">{t.patient.noTimeline}</p>}
      <Group title={t.patient.upcoming} events={upcoming} />
      <Group title={t.patient.history} events={past} />
    </Card>
  );
}

function Group({ title, events }: { title: string; events: Event[] }) {
  if (!events.length) return null;
  return (
    <section className="py-2">
      <h3 className="px-4 pb-1 text-xs font-medium text-muted">{title}</h3>
      <ol>
        {events.map((event) => (
          <Entry key={event.id} event={event} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ event }: { event: Event }) {
  const { icon: Icon, to, day, title, detail, more, end } = event.said(useTexts(), useFormat());
  return (
    <li className="relative flex items-start gap-3 px-4 py-2 hover:bg-hover">
      <span aria-hidden className="mt-0.5 grid size-6 shrink-0 place-items-center rounded-full bg-ground text-muted">
        <Icon size={14} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <Link to={to} className="font-medium stretched">
            {title}
          </Link>
          <span className="text-sm text-muted">{day}</span>
        </p>
        {detail && <p className="line-clamp-2 text-muted">{detail}</p>}
        {more}
      </div>
      <div className="shrink-0">{end}</div>
    </li>
  );
}
