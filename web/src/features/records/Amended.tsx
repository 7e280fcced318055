import { Lock } from "lucide-react";
import type { Record } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { Badge } from "@/ui/Badge";

/** What lists, the timeline and the search's results know of it. */
interface OfRecord {
  record: { [Name in "signedAt" | "addendaCount" | "lastAddendum"]?: Record[Name] | undefined };
}

/** Whether it is signed, and how often it was amended: who reads what it says has to see that it isn't all. */
export function RecordState({ record: { signedAt, addendaCount = 0 } }: OfRecord) {
  const t = useTexts();
  if (!signedAt) return null;
  return (
    <span className="inline-flex flex-wrap gap-1 align-middle">
      <Badge tone="good" icon={<Lock size={11} aria-hidden />}>
        {t.chart.signedBadge}
      </Badge>
      {addendaCount > 0 && <Badge tone="warn">{t.chart.amended(addendaCount)}</Badge>}
    </span>
  );
}

/** The last addendum's beginning, as long as the row is wide. */
export function AmendedLine({ record: { lastAddendum } }: OfRecord) {
  const t = useTexts();
  return lastAddendum && <span className="text-warn">{t.chart.amendment(lastAddendum.text)}</span>;
}

/** The last addendum's beginning, with who wrote it and when. */
export function Amended({ record }: OfRecord) {
  const format = useFormat();
  if (!record.lastAddendum) return null;
  const { at, author } = record.lastAddendum;
  return (
    <div className="mt-1 border-s-2 border-warn ps-2 text-sm">
      <p className="line-clamp-3">
        <AmendedLine record={record} />
      </p>
      <p className="text-muted">{[format.instant(at), author].filter(Boolean).join(" · ")}</p>
    </div>
  );
}
