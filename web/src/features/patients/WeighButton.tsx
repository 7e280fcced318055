import { Scale } from "lucide-react";
import { useState } from "react";
import type { Patient, Weight } from "@/api/types";
import { useClinic } from "@/i18n/clinic";
import { refreshAll } from "@/api/queries";
import { useTexts } from "@/i18n/language";
import { read } from "@/typed/reader";
import { Button } from "@/ui/Button";
import { Select, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormDialog } from "@/ui/FormDialog";
import { problemText } from "@/ui/problemText";
import { toast } from "@/ui/toast";
import { voidWeight, weigh } from "./calls";
import { isSuspicious, unitOf, WEIGHT_DECIMALS, type Weighed } from "./values";

type Of = Pick<Patient, "id" | "weight" | "weightUnit">;

export const refreshWeights = () => refreshAll("patient", "record", "summary");

export function WeighButton({ patient }: { patient: Of }) {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small className="no-print" icon={<Scale size={14} />} onClick={() => setOpen(true)}>
        {t.patient.weigh}
      </Button>
      {open && <WeighDialog patient={patient} onClose={() => setOpen(false)} />}
    </>
  );
}

const textOf = ({ weight, weightUnit }: { weight?: number | string | null; weightUnit?: string }) =>
  `${weight} ${weightUnit}`;

function WeighDialog({ patient, onClose }: { patient: Of; onClose: () => void }) {
  const t = useTexts();
  const { weightUnit } = useClinic();
  const last: Weighed = { weight: String(patient.weight ?? ""), weightUnit: unitOf(patient, weightUnit) };
  const undo = async (weight: Weight) => {
    await voidWeight(patient.id, weight.id, t.patient.undone, crypto.randomUUID())
      .catch((error: unknown) => toast(problemText(t, error), { failed: true }))
      .then(refreshWeights);
  };
  const form = useForm({
    initial: { weight: "", weightUnit: last.weightUnit },
    save: (values: Weighed, { key }) =>
      weigh(
        patient.id,
        read((reader) => ({
          weight: reader.needed("weight", values.weight, WEIGHT_DECIMALS),
          weightUnit: values.weightUnit,
        })),
        key,
      ),
    question: (values) =>
      isSuspicious(values, last) ? t.patient.weightQuestion(textOf(values), textOf(last)) : undefined,
    saved: (weight) => {
      toast(t.patient.weighed(textOf(weight)), { undo: () => void undo(weight) });
      void refreshWeights();
      onClose();
    },
  });
  return (
    <FormDialog title={t.patient.weigh} form={form} onClose={onClose}>
      <div className="grid grid-cols-2 gap-4">
        <TextField label={t.patient.weight} {...form.bind("weight")} inputMode="decimal" required autoFocus />
        <Select
          label={t.patient.unit}
          {...form.choose("weightUnit")}
          options={[
            ["lbs", "lbs"],
            ["kg", "kg"],
          ]}
        />
      </div>
    </FormDialog>
  );
}
