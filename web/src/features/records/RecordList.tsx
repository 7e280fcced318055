import { Plus } from "lucide-react";
import type { Record } from "@/api/types";
import { useFormat, useMay } from "@/app/clinic";
import { useList } from "@/api/queries";
import { Found, List } from "@/features/SearchOrList";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { dayOr } from "@/typed/day";
import { Badge } from "@/ui/Badge";
import { LinkButton } from "@/ui/LinkButton";
import { DayFilter } from "@/ui/DayFilter";
import { Filter } from "@/ui/Field";
import { Card, Page } from "@/ui/Page";
import { sortOf, useParams } from "@/ui/params";
import type { Column } from "@/ui/VirtualTable";
import { AmendedLine, RecordState } from "./Amended";
import { listRecords, RECORD_SORTS } from "./calls";
import { Drafts } from "./Drafts";

export function Screen() {
  const t = useTexts();
  const format = useFormat();
  const mayWrite = useMay("records:write");
  const [params, setParams] = useParams();
  const q = params.get("q") ?? "";
  const filters = { from: dayOr(params.get("from"), "") || undefined, to: dayOr(params.get("to"), "") || undefined };
  const sort = sortOf(params, RECORD_SORTS);
  const list = useList(["record", "list", { ...filters, sort }], listRecords({ ...filters, sort }));
  const columns: Column<Record>[] = [
    { head: t.patient.one, width: "minmax(0,1fr)", cell: (record) => record.patient.name },
    { head: t.owner.one, width: "minmax(0,1fr)", cell: (record) => fullName(record.patient.owner), wide: true },
    {
      head: t.record.date,
      width: "minmax(0,7.5rem)",
      cell: (record) => format.day(record.visitDate ?? ""),
      sort: "date",
    },
    {
      head: t.record.type,
      width: "7rem",
      cell: (record) => <Badge>{t.record.types[record.recordType ?? "treatment"]}</Badge>,
      wide: true,
    },
    {
      head: t.record.diagnosis,
      width: "minmax(0,2.4fr)",
      cell: (record) => (
        <>
          <RecordState record={record} /> {record.diagnosis || record.symptoms} <AmendedLine record={record} />
        </>
      ),
    },
    { head: t.record.doctor, width: "minmax(0,1fr)", cell: (record) => record.veterinarian, wide: true },
  ];
  const day = (name: "from" | "to") => (
    <span className="flex items-center gap-2 text-sm text-muted">
      <span aria-hidden>{t.record[name]}</span>
      <DayFilter
        label={t.record[name]}
        className="w-auto"
        value={filters[name] ?? ""}
        onChange={(to) => setParams({ [name]: to })}
      />
    </span>
  );
  return (
    <Page
      title={t.nav.records}
      fill
      actions={
        mayWrite && (
          <LinkButton look="primary" to="/records/new" icon={<Plus size={16} />}>
            {t.record.new}
          </LinkButton>
        )
      }
    >
      {mayWrite && <Drafts />}
      <Card className="flex min-h-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
          <Filter
            label={`${t.record.diagnosis}, ${t.record.notes}`}
            value={q}
            onChange={(value) => setParams({ q: value })}
          />
          {day("from")}
          {day("to")}
        </div>
        {q ? (
          <Found q={q} type="record" label={t.record.one} filters={filters} />
        ) : (
          <List
            label={t.nav.records}
            list={list}
            columns={columns}
            keyOf={(record) => record.id}
            linkOf={(record) => `/records/${record.id}`}
            sorting={{ sort, onSort: (to) => setParams({ sort: to }) }}
            empty={t.record.none}
          />
        )}
      </Card>
    </Page>
  );
}
