import { Link } from "react-router";
import type { Stats } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";

export function Recent({ stats }: { stats: Stats }) {
  const t = useTexts();
  const format = useFormat();
  if (!stats.recentRecords.length) return <p className="p-4 text-muted">{t.today.nothing}</p>;
  const records = stats.recentRecords.toSorted((a, b) => (b.visitDate ?? "").localeCompare(a.visitDate ?? ""));
  return (
    <ul className="divide-y divide-line">
      {records.map((record) => (
        <li key={record.id} className="relative px-4 py-2 hover:bg-hover">
          <p className="flex justify-between gap-3">
            <Link to={`/records/${record.id}`} className="truncate font-medium stretched">
              {record.patient.name} <span className="font-normal text-muted">{fullName(record.patient.owner)}</span>
            </Link>
            <span className="shrink-0 text-sm text-muted">{format.dayOfYear(record.visitDate ?? "")}</span>
          </p>
          <p className="truncate text-muted">{record.diagnosis || t.record.types[record.recordType ?? "treatment"]}</p>
        </li>
      ))}
    </ul>
  );
}
