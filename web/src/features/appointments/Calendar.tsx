import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Plus } from "lucide-react";
import { useFormat } from "@/i18n/clinic";
import { hoursQuery } from "@/app/hours";
import { useVeterinaryStaff } from "@/app/staff";
import type { Appointment } from "@/api/types";
import { addDays, dayOr } from "@/typed/day";
import { useTexts } from "@/i18n/language";
import { Button, IconButton } from "@/ui/Button";
import { Segments } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { useParams } from "@/ui/params";
import { Failed, Loading } from "@/ui/states";
import { appointmentsQuery } from "./calls";
import { Dialogs } from "./Dialogs";
import { Month } from "./Month";
import { Overbook } from "./Overbook";
import { TimeGrid } from "./TimeGrid";
import { addMonths, monthOf, partOn, type Person, slotOf, weekOf, whoOf } from "./time";
import { useMove } from "./useMove";
import type { Column } from "./useMover";

const VIEWS = ["day", "week", "month"] as const;
type View = (typeof VIEWS)[number];

export function Screen() {
  const t = useTexts();
  const format = useFormat();
  const [params, setParams] = useParams();
  const view: View = VIEWS.find((each) => each === params.get("view")) ?? "day";
  const date = dayOr(params.get("date"), format.today());
  const only = params.get("vet");
  const days = { day: [date], week: weekOf(date), month: monthOf(date).flat() }[view];
  const query = useQuery({
    ...appointmentsQuery(addDays(days[0]!, -1), days.at(-1)!),
    placeholderData: (before) => before,
  });
  const hours = useQuery(hoursQuery);
  const { move, refused, take, overbook, dismiss } = useMove();

  // What began the day before may go on after midnight.
  const all = (query.data ?? []).filter((each) => days.some((day) => partOn(slotOf(each), day)));
  const people = peopleOf(useVeterinaryStaff(), all);
  const shown = only === null ? all : all.filter((each) => whoOf(each) === only);
  const step = (by: number) =>
    setParams({ date: view === "month" ? addMonths(date, by) : addDays(date, by * (view === "week" ? 7 : 1)) });
  const open = (appointment: Appointment) => setParams({ open: appointment.id });

  return (
    <Page
      title={titleOf(view, days, date, format)}
      fill
      actions={
        <>
          <div className="flex items-center">
            <IconButton label={t.act.previous} onClick={() => step(-1)}>
              <ChevronLeft size={18} />
            </IconButton>
            <Button small onClick={() => setParams({ date: null })}>
              {t.appointment.today}
            </Button>
            <IconButton label={t.act.next} onClick={() => step(1)}>
              <ChevronRight size={18} />
            </IconButton>
          </div>
          <Segments
            label={t.appointment.viewLabel}
            value={view}
            onChange={(next) => setParams({ view: next })}
            options={VIEWS.map((each) => [each, t.appointment[each]])}
          />
          <select
            aria-label={t.appointment.doctor}
            className="field w-auto"
            value={only ?? "*"}
            onChange={(event) => setParams({ vet: event.target.value === "*" ? null : event.target.value })}
          >
            <option value="*">{t.appointment.everyone}</option>
            {[...people].map(([who, name]) => (
              <option key={who} value={who}>
                {name}
              </option>
            ))}
          </select>
          <Button look="primary" icon={<Plus size={16} />} onClick={() => setParams({ new: "1" })}>
            {t.appointment.new}
          </Button>
        </>
      }
    >
      {(query.isPending || hours.isPending) && <Loading rows={12} />}
      {query.isError && !query.data && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data && view === "month" && <Month date={date} appointments={shown} hours={hours.data} onOpen={open} />}
      {query.data && !hours.isPending && view !== "month" && (
        <TimeGrid
          key={view}
          columns={
            view === "day" ? byVeterinarian(date, shown, only, people, t.appointment.nobody) : byDay(days, format)
          }
          appointments={shown}
          hours={hours.data}
          inColumn={(each, column) => view !== "day" || whoOf(each) === column.veterinarian}
          onOpen={open}
          onMoved={(appointment, slot) => void move(appointment, slot)}
          onBook={(column, time) =>
            setParams({ new: "1", date: view === "day" ? date : null, on: column.date, time, for: column.veterinarian })
          }
        />
      )}
      <Dialogs date={date} appointments={all} people={people} />
      {refused && <Overbook refusal={refused.refusal} onTake={take} onOverbook={overbook} onClose={dismiss} />}
    </Page>
  );
}

type Format = ReturnType<typeof useFormat>;

function titleOf(view: View, days: string[], date: string, format: Format): string {
  if (view === "day") return format.day(date, { weekday: "short", year: "numeric", month: "long", day: "numeric" });
  if (view === "month") return format.day(date, { year: "numeric", month: "long" });
  return format.days(days[0]!, days[6]!);
}

const byDay = (days: string[], format: Format): Column[] =>
  days.map((day) => ({
    key: day,
    date: day,
    head: format.day(day, { weekday: "short", month: "short", day: "numeric" }),
  }));

/** Names by `whoOf`: the staff, and who else has appointments here. */
const peopleOf = (staff: Person[], appointments: Appointment[]) =>
  new Map([
    ...appointments.filter(whoOf).map((each) => [whoOf(each), each.veterinarian ?? ""] as const),
    ...staff.map(({ who, name }) => [who, name] as const),
  ]);

/** A column for each who has something that day; those of nobody come last. */
function byVeterinarian(
  date: string,
  appointments: Appointment[],
  only: string | null,
  people: Map<string, string>,
  nobody: string,
): Column[] {
  const found = new Set(appointments.map(whoOf));
  if (only) found.add(only);
  const head = (who: string) => people.get(who) ?? (who || nobody);
  const sorted = [...found].sort((a, b) => (a ? 0 : 1) - (b ? 0 : 1) || head(a).localeCompare(head(b)));
  return (sorted.length ? sorted : [""]).map((who) => ({
    key: `vet:${who}`,
    date,
    veterinarian: who,
    head: head(who),
  }));
}
