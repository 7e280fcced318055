import { Plus } from "lucide-react";
import type { Record } from "@/api/types";
import { useMay } from "@/app/permissions";
import { useFormat } from "@/i18n/clinic";
import { ListScreen } from "@/features/ListScreen";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Badge } from "@/ui/Badge";
import { LinkButton } from "@/ui/LinkButton";
import { DayFilters, daysOf } from "@/ui/DayFilters";
import { useParams } from "@/ui/params";
import type { Column } from "@/ui/VirtualTable";
import { AmendedLine, RecordState } from "./Amended";
import { listRecords, RECORD_SORTS } from "./calls";
import { Drafts } from "./Drafts";

export function Screen() {
  const t = useTexts();
  const format = useFormat();
  const mayWrite = useMay("records:write");
  const [params] = useParams();
  const filters = daysOf(params);
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
  return (
    <ListScreen
      kind="record"
      action={
        mayWrite && (
          <LinkButton look="primary" to="/records/new" icon={<Plus size={16} />}>
            {t.record.new}
          </LinkButton>
        )
      }
      above={mayWrite && <Drafts />}
      search={{ box: `${t.record.diagnosis}, ${t.record.notes}`, head: t.record.one, filters }}
      controls={<DayFilters />}
      filters={filters}
      sorts={RECORD_SORTS}
      load={listRecords}
      columns={columns}
      empty={t.record.none}
    />
  );
}
