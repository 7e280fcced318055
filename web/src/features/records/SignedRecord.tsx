import { Lock } from "lucide-react";
import type { Draft, Record } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { Badge } from "@/ui/Badge";
import { Card, Facts, Page } from "@/ui/Page";
import { Addenda } from "./Addenda";
import { Earlier, PatientLine } from "./Beside";
import { RecordPdf, Tools } from "./RecordEditor";
import { WRITTEN } from "./values";

/** Locked: read, printed and amended, but not changed. */
export function SignedRecord({ record, draft }: { record: Record; draft: Draft | null }) {
  const t = useTexts();
  const format = useFormat();
  const { patient } = record;
  return (
    <Page
      title={`${patient.name} · ${t.record.types[record.recordType ?? "treatment"]}`}
      beside={
        <Badge tone="good" icon={<Lock size={12} aria-hidden />}>
          {t.chart.signedBy(record.signer, format.instant(record.signedAt ?? ""))}
        </Badge>
      }
      pdf={<RecordPdf record={record} />}
      actions={<Tools record={record} patient={patient} />}
    >
      <PatientLine patient={patient} />
      <div className="flex gap-4 max-lg:flex-col">
        <div className="grid flex-1 content-start gap-4">
          <Card>
            <Facts
              facts={[
                [t.record.date, format.day(record.visitDate ?? "")],
                [t.record.doctor, record.veterinarian],
                ...WRITTEN.map(
                  (name) =>
                    [
                      t.record[name],
                      record[name] && <span className="whitespace-pre-wrap">{record[name]}</span>,
                    ] as const,
                ),
              ]}
            />
            <p className="border-t border-line px-4 py-2 text-sm text-muted">{t.chart.locked}</p>
          </Card>
          <Addenda record={record} draft={draft} />
        </div>
        <Earlier patientId={patient.id} except={record.id} />
      </div>
    </Page>
  );
}
