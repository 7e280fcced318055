import { CalendarDays, FileText, Receipt, Syringe } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import type { Summary } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { Amended, RecordState } from "@/features/records/Amended";
import { AppointmentBadge } from "@/features/appointments/words";
import { BillBadge } from "@/features/bills/words";
import { useTexts } from "@/i18n/language";
import { Segments } from "@/ui/Field";
import { Card } from "@/ui/Page";
import { type Event, isOf, isUpcoming, type Kind, timeline } from "./events";

export function Timeline({ summary }: { summary: Summary }) {
  const t = useTexts();
  const today = useFormat().today();
  const [kind, setKind] = useState<Kind | "all">("all");
  const events = timeline(summary).filter((event) => kind === "all" || isOf(event, kind));
  const upcoming = events.filter((event) => isUpcoming(event, today)).reverse();
  const past = events.filter((event) => !isUpcoming(event, today));
  const filter = (
    <Segments
      label={t.patient.timeline}
      value={kind}
      onChange={setKind}
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

interface RowProps {
  icon: ReactNode;
  to: string;
  day: string;
  title: string;
  detail: string;
  more?: ReactNode;
  end: ReactNode;
}

function Row({ icon, to, day, title, detail, more, end }: RowProps) {
  return (
    <li className="relative flex items-start gap-3 px-4 py-2 hover:bg-hover">
      <span aria-hidden className="mt-0.5 grid size-6 shrink-0 place-items-center rounded-full bg-ground text-muted">
        {icon}
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

function Entry({ event }: { event: Event }) {
  const t = useTexts();
  const format = useFormat();
  if (event.kind === "record") {
    const { record } = event;
    const type = t.record.types[record.recordType ?? "treatment"];
    return (
      <Row
        icon={record.recordType === "vaccine" ? <Syringe size={14} /> : <FileText size={14} />}
        to={`/records/${record.id}`}
        day={format.day(event.at)}
        title={record.diagnosis || record.symptoms || type}
        detail={record.treatment ?? ""}
        more={<Amended record={record} />}
        end={
          <span className="flex flex-wrap items-center justify-end gap-2 text-sm text-muted">
            <RecordState record={record} />
            {[type, record.veterinarian].filter(Boolean).join(" · ")}
          </span>
        }
      />
    );
  }
  if (event.kind === "appointment") {
    const { appointment } = event;
    return (
      <Row
        icon={<CalendarDays size={14} />}
        to={`/appointments?view=day&date=${appointment.date}&open=${appointment.id}`}
        day={format.dayAndTime(appointment.date, appointment.time)}
        title={appointment.reason || t.appointment.one}
        detail={appointment.notes ?? ""}
        end={<AppointmentBadge appointment={appointment} />}
      />
    );
  }
  const { bill } = event;
  return (
    <Row
      icon={<Receipt size={14} />}
      to={`/bills/${bill.id}`}
      day={format.day(bill.billDate)}
      title={bill.billNumber}
      detail={bill.items.map((item) => item.description).join(", ")}
      end={
        <span className="nums flex items-center gap-2">
          <BillBadge status={bill.status} />
          {format.money(bill.totalAmount)}
        </span>
      }
    />
  );
}
