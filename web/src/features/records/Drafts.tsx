import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Page";
import { draftsQuery } from "./calls";
import type { DraftState } from "./draft";

/** What somebody began to write and hasn't saved. */
export function Drafts() {
  const t = useTexts();
  const format = useFormat();
  const drafts = useQuery({ ...draftsQuery, staleTime: 0 });
  if (!drafts.data?.length) return null;
  return (
    <Card title={t.chart.drafts} className="mb-4 shrink-0">
      <ul className="max-h-40 divide-y divide-line overflow-y-auto">
        {drafts.data.map((draft) => (
          <li key={draft.id} className="relative flex items-center gap-3 px-4 py-2 hover:bg-hover">
            <Link
              to={draft.recordId ? `/records/${draft.recordId}` : `/records/new?patient=${draft.patientId}`}
              className="font-medium stretched"
            >
              {draft.recordId ? t.chart.draftEdit(draft.patientName) : t.chart.draftOf(draft.patientName)}
            </Link>
            <span className="min-w-0 flex-1 truncate text-sm text-muted">{draft.diagnosis || draft.symptoms}</span>
            <span className="text-sm text-muted">{format.relative(draft.updatedAt)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface BadgeProps {
  state: DraftState;
  dirty: boolean;
  /** Of the record itself. */
  savedAt: string | undefined;
}

export function DraftBadge({ state, dirty, savedAt }: BadgeProps) {
  const t = useTexts();
  const format = useFormat();
  const clock = (at: string) => format.instant(at, { timeStyle: "short" });
  return (
    <span role="status">
      {!dirty && <Badge>{savedAt ? t.record.savedAt(format.instant(savedAt)) : t.record.unsaved}</Badge>}
      {dirty && state.is === "failed" && <Badge tone="danger">{t.chart.notKept}</Badge>}
      {dirty && state.is === "kept" && <Badge tone="info">{t.chart.kept(clock(state.at))}</Badge>}
      {dirty && (state.is === "waiting" || state.is === "none") && <Badge tone="warn">{t.chart.keeping}</Badge>}
    </span>
  );
}

export function DraftBack({ at, moved, onDiscard }: { at: string; moved: boolean; onDiscard: () => void }) {
  const t = useTexts();
  const format = useFormat();
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg bg-info-soft px-4 py-2 text-info">
      <span>
        {t.chart.back(format.instant(at))} {moved && t.chart.moved}
      </span>
      <Button small className="ms-auto" onClick={onDiscard}>
        {t.act.discard}
      </Button>
    </div>
  );
}
