import { Syringe } from "lucide-react";
import type { ReactNode } from "react";
import type { Appointment, Bill, Record, Summary } from "@/api/types";
import { addressOf, SHOWN, visitAddress } from "@/app/shown";
import { AppointmentBadge } from "@/features/appointments/words";
import { BillBadge } from "@/features/bills/words";
import { Amended, RecordState } from "@/features/records/Amended";
import type { useFormat } from "@/i18n/clinic";
import type { Texts } from "@/i18n/en";

/** What a row of the timeline says. */
interface Said {
  icon: typeof Syringe;
  to: string;
  day: string;
  title: string;
  detail: string | undefined;
  more?: ReactNode;
  end: ReactNode;
}

/** How things of a kind stand in the timeline. */
interface Entry<T> {
  /** What it can be narrowed to to find this one. */
  names: (thing: T) => Name[];
  /** A day, with the time where there is one. */
  at: (thing: T) => string;
  /** Not before its day is over. */
  isPlanned?: (thing: T) => boolean;
  said: (thing: T, t: Texts, format: ReturnType<typeof useFormat>) => Said;
}

export type Name = "record" | "vaccine" | "appointment" | "bill";
export type Event = ReturnType<ReturnType<typeof entries<{ id: string }>>>[number];

const entries =
  <T extends { id: string }>({ names, at, isPlanned, said }: Entry<T>) =>
  (things: T[]) =>
    things.map((thing) => ({
      id: thing.id,
      names: names(thing),
      at: at(thing),
      isPlanned: isPlanned?.(thing) ?? false,
      said: (t: Texts, format: ReturnType<typeof useFormat>) => said(thing, t, format),
    }));

const typeOf = (t: Texts, { recordType }: Record) => t.record.types[recordType ?? "treatment"];

const ofRecords = entries<Record>({
  names: ({ recordType }) => (recordType === "vaccine" ? ["record", "vaccine"] : ["record"]),
  at: ({ visitDate }) => visitDate ?? "",
  said: (record, t, format) => ({
    icon: record.recordType === "vaccine" ? Syringe : SHOWN.record.icon,
    to: addressOf("record", record.id),
    day: format.day(record.visitDate ?? ""),
    title: record.diagnosis || record.symptoms || typeOf(t, record),
    detail: record.treatment,
    more: <Amended record={record} />,
    end: (
      <span className="flex flex-wrap items-center justify-end gap-2 text-sm text-muted">
        <RecordState record={record} />
        {[typeOf(t, record), record.veterinarian].filter(Boolean).join(" · ")}
      </span>
    ),
  }),
});

const ofAppointments = entries<Appointment>({
  names: () => ["appointment"],
  at: ({ date, time }) => `${date} ${time}`,
  isPlanned: ({ status }) => status === "scheduled",
  said: (appointment, t, format) => ({
    icon: SHOWN.appointment.icon,
    to: visitAddress(appointment),
    day: format.dayAndTime(appointment.date, appointment.time),
    title: appointment.reason || t.appointment.one,
    detail: appointment.notes,
    end: <AppointmentBadge appointment={appointment} />,
  }),
});

const ofBills = entries<Bill>({
  names: () => ["bill"],
  at: ({ billDate }) => billDate,
  said: (bill, _, format) => ({
    icon: SHOWN.bill.icon,
    to: addressOf("bill", bill.id),
    day: format.day(bill.billDate),
    title: bill.billNumber,
    detail: bill.items.map((item) => item.description).join(", "),
    end: (
      <span className="nums flex items-center gap-2">
        <BillBadge status={bill.status} />
        {format.money(bill.totalAmount)}
      </span>
    ),
  }),
});

/** Everything that happened or will, latest first. */
export const timeline = ({ records, appointments, bills }: Summary): Event[] =>
  [...ofRecords(records), ...ofAppointments(appointments), ...ofBills(bills)].sort((a, b) =>
    a.at < b.at ? 1 : a.at > b.at ? -1 : 0,
  );

export const isUpcoming = ({ isPlanned, at }: Event, today: string) => isPlanned && at.slice(0, 10) >= today;
