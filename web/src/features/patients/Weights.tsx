import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Patient, Weight } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { read } from "@/typed/reader";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormDialog } from "@/ui/FormDialog";
import { Card } from "@/ui/Page";
import { problemText } from "@/ui/problemText";
import { toast } from "@/ui/toast";
import { voidedQuery, voidWeight, weigh } from "./calls";
import { refreshWeights, WeighButton } from "./WeighButton";
import { WeightCurve } from "./WeightCurve";

/** The curve of those that count, and the history of all. */
export function Weights({ patient, weights }: { patient: Patient; weights: Weight[] }) {
  const t = useTexts();
  const voided = useQuery(voidedQuery(patient.id));
  const all = [...weights, ...(voided.data ?? [])].toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <Card title={t.patient.weights} actions={<WeighButton patient={patient} />}>
      <WeightCurve weights={weights} />
      {all.length > 0 && (
        <details className="no-print border-t border-line px-4 py-2">
          <summary className="cursor-pointer text-sm text-muted">{t.patient.weightHistory}</summary>
          <ol className="divide-y divide-line">
            {all.map((weight) => (
              <Entry key={weight.id} weight={weight} />
            ))}
          </ol>
        </details>
      )}
    </Card>
  );
}

function Entry({ weight }: { weight: Weight }) {
  const t = useTexts();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const text = `${weight.weight} ${weight.weightUnit}`;
  return (
    <li className="flex min-h-10 flex-wrap items-center gap-x-3">
      {weight.voidedAt ? <s className="nums text-muted">{text}</s> : <span className="nums font-medium">{text}</span>}
      <span className="text-sm text-muted">{format.instant(weight.at)}</span>
      {weight.voidedAt && <span className="text-sm text-warn">{t.patient.voided(weight.voidReason)}</span>}
      {!weight.voidedAt && (
        <Button small look="ghost" className="ms-auto" onClick={() => setOpen(true)}>
          {t.patient.voidWeight}
        </Button>
      )}
      {open && <VoidDialog weight={weight} text={text} onClose={() => setOpen(false)} />}
    </li>
  );
}

function VoidDialog({ weight, text, onClose }: { weight: Weight; text: string; onClose: () => void }) {
  const t = useTexts();
  const { patientId, at, weightUnit } = weight;
  /** The same weight of the same time, written down again: what was voided stays voided. */
  const undo = async () => {
    await weigh(patientId, { weight: weight.weight, weightUnit, at }, crypto.randomUUID())
      .catch((error: unknown) => toast(problemText(t, error), { failed: true }))
      .then(refreshWeights);
  };
  const form = useForm({
    initial: { reason: "" },
    save: ({ reason }: { reason: string }, { key }) =>
      voidWeight(
        patientId,
        weight.id,
        read((reader) => reader.name("reason", reason)),
        key,
      ),
    saved: () => {
      toast(t.patient.weightVoided, { undo: () => void undo() });
      void refreshWeights();
      onClose();
    },
  });
  return (
    <FormDialog title={t.patient.voidTitle(text)} form={form} onClose={onClose} submit={t.patient.voidWeight}>
      <TextField label={t.patient.voidReason} hint={t.patient.voidHint} {...form.bind("reason")} required autoFocus />
    </FormDialog>
  );
}
