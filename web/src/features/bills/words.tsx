import type { Bill } from "@/api/types";
import { useTexts } from "@/i18n/language";
import { Badge, type Tone } from "@/ui/Badge";

const TONES: Record<Bill["status"], Tone> = {
  draft: "plain",
  sent: "info",
  paid: "good",
  overdue: "danger",
  cancelled: "plain",
};

export function BillBadge({ status }: { status: Bill["status"] }) {
  const t = useTexts();
  return <Badge tone={TONES[status]}>{t.bill.statuses[status]}</Badge>;
}
