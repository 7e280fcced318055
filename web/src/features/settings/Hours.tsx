import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import type { Schemas } from "@/api/types";
import { type Hours, hoursQuery, WEEK } from "@/app/hours";
import { queryClient } from "@/api/queries";
import { useTexts } from "@/i18n/language";
import { type Reader, read } from "@/typed/reader";
import { Button, IconButton } from "@/ui/Button";
import { DayField, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormState } from "@/ui/FormState";
import { Card } from "@/ui/Page";
import { Failed, Loading } from "@/ui/states";
import { toast } from "@/ui/toast";
import { saveHours } from "./calls";
import { Day } from "./HoursDay";
import { Frame } from "./Frame";

type ClosedDay = Schemas["ClosedDay"];

function fromHours(hours: Hours): Omit<Hours, "version"> {
  const values: Partial<Hours> = { ...hours };
  delete values.version;
  return values;
}

export function Screen() {
  const hours = useQuery(hoursQuery);
  return (
    <Frame page="hours">
      {hours.isPending && <Loading rows={10} />}
      {hours.isError && !hours.data && <Failed error={hours.error} retry={() => void hours.refetch()} />}
      {hours.data && <HoursForm hours={hours.data} />}
    </Frame>
  );
}

function checked(values: Omit<Hours, "version">, reader: Reader) {
  values.closedDays?.forEach((day, index) => reader.neededDay(`closedDays[${index}].date`, day.date));
  return values;
}

function HoursForm({ hours }: { hours: Hours }) {
  const t = useTexts();
  const form = useForm({
    initial: fromHours(hours),
    version: hours.version,
    valuesOf: (current) => fromHours(current as Hours),
    id: "hours",
    stays: true,
    save: (values: Omit<Hours, "version">, { version }) =>
      saveHours(
        read((reader) => checked(values, reader)),
        version,
      ),
    saved: (saved: Hours, sent) => {
      toast(t.hours.saved);
      queryClient.setQueryData(hoursQuery.queryKey, saved);
      form.rebase(sent, fromHours(saved), saved.version);
    },
  });
  const { values, errors, set } = form;
  const monday = values.monday ?? [];
  // A clinic that never set its hours is booked at any time; with the first that is typed all others are closed.
  const isUnset = hours.version === 0 && ![...WEEK, "closedDays" as const].some((key) => values[key]?.length);
  return (
    <form onSubmit={form.submit} className="space-y-4" noValidate>
      <p className="max-w-prose text-muted">{t.hours.lead}</p>
      <div className="grid items-start gap-4 xl:grid-cols-[3fr_2fr]">
        <Card
          title={t.hours.title}
          actions={
            <Button small disabled={!monday.length} onClick={() => WEEK.slice(0, 5).forEach((day) => set(day, monday))}>
              {t.hours.copy}
            </Button>
          }
        >
          <ul className="divide-y divide-line">
            {WEEK.map((day) => (
              <Day
                key={day}
                name={day}
                openings={values[day] ?? []}
                without={isUnset ? t.hours.anyTime : t.hours.closed}
                errors={errors}
                onChange={(openings) => set(day, openings)}
              />
            ))}
          </ul>
        </Card>
        <ClosedDays days={values.closedDays ?? []} errors={errors} onChange={(days) => set("closedDays", days)} />
      </div>
      <Button type="submit" look="primary" disabled={(form.busy && !form.waiting) || !form.dirty}>
        {form.busy ? t.act.saving : t.act.save}
      </Button>
      <FormState
        form={form}
        labels={{ ...t.hours.days, closedDays: t.hours.closedDays }}
        show={(_, value) => asText(value as (Schemas["Opening"] | ClosedDay)[])}
      />
    </form>
  );
}

const asText = (list: (Schemas["Opening"] | ClosedDay)[]) =>
  list.map((each) => ("opens" in each ? `${each.opens}–${each.closes}` : `${each.date} ${each.reason}`)).join("\n") ||
  undefined;

interface ClosedDaysProps {
  days: ClosedDay[];
  errors: Record<string, string>;
  onChange: (days: ClosedDay[]) => void;
}

function ClosedDays({ days, errors, onChange }: ClosedDaysProps) {
  const t = useTexts();
  const change = (at: number, changes: Partial<ClosedDay>) =>
    onChange(days.map((day, i) => (i === at ? { ...day, ...changes } : day)));
  return (
    <Card
      title={t.hours.closedDays}
      actions={
        <Button
          small
          icon={<Plus size={16} aria-hidden />}
          onClick={() => onChange([...days, { date: "", reason: "" }])}
        >
          {t.hours.addDay}
        </Button>
      }
    >
      <p className="px-4 pt-3 text-sm text-muted">{t.hours.closedDaysLead}</p>
      {!days.length && <p className="px-4 py-3">{t.hours.noDays}</p>}
      <ul className="divide-y divide-line">
        {days.map((day, i) => (
          <li key={i} className="flex items-start gap-2 px-4 py-3">
            <DayField
              label={t.hours.date}
              value={day.date}
              error={errors[`closedDays[${i}].date`]}
              onChange={(event) => change(i, { date: event.target.value })}
              className="w-40 shrink-0"
            />
            <TextField
              label={t.hours.reason}
              value={day.reason}
              error={errors[`closedDays[${i}].reason`]}
              onChange={(event) => change(i, { reason: event.target.value })}
              className="flex-1"
            />
            <IconButton
              className="mt-6"
              label={`${t.hours.removeDay}: ${day.date}`}
              onClick={() => onChange(days.filter((_, other) => other !== i))}
            >
              <X size={18} />
            </IconButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}
