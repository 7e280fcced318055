import type { Patient } from "@/api/types";
import { useClinic, useFormat } from "@/i18n/clinic";
import { refreshAll } from "@/api/queries";
import { DoctorField } from "@/features/DoctorField";
import { findOwners } from "@/features/owners/calls";
import { useTexts } from "@/i18n/language";
import { read } from "@/typed/reader";
import { DayField, Select, TextArea, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormDialog } from "@/ui/FormDialog";
import { Picker } from "@/ui/Picker";
import { toast } from "@/ui/toast";
import { patients } from "./calls";
import { fromPatient, isSuspicious, NEW_PATIENT, toPatient, type Values } from "./values";
import { SPECIES } from "./words";

interface PatientFormProps {
  patient?: Patient;
  owner?: { id: string; name: string };
  onClose: () => void;
  onSaved?: (patient: Patient) => void;
}

export function PatientForm({ patient, owner, onClose, onSaved }: PatientFormProps) {
  const t = useTexts();
  const { weightUnit } = useClinic();
  const today = useFormat().today();
  const valuesOf = (now: unknown) => fromPatient(now, weightUnit);
  const initial = patient ? valuesOf(patient) : { ...NEW_PATIENT, owner: owner ?? NEW_PATIENT.owner, weightUnit };
  const form = useForm({
    initial,
    id: patient?.id,
    version: patient?.version ?? 0,
    valuesOf,
    keep: `patient:${patient?.id ?? `new:${owner?.id ?? ""}`}`,
    save: (values: Values, to) =>
      patients.save(
        to,
        read((reader) => toPatient(values, reader, today)),
      ),
    question: (values) =>
      isSuspicious(values, initial)
        ? t.patient.weightQuestion(`${values.weight} ${values.weightUnit}`, `${initial.weight} ${initial.weightUnit}`)
        : undefined,
    saved: (saved) => {
      toast(t.patient.saved);
      void refreshAll("patient", "summary", "stats");
      onClose();
      onSaved?.(saved);
    },
  });
  const labels = { ...t.patient, birthDate: t.patient.birth, deceasedAt: t.patient.died, weightUnit: t.patient.unit };
  return (
    <FormDialog
      title={patient ? t.patient.edit : t.patient.new}
      form={form}
      onClose={onClose}
      wide
      labels={{
        ...labels,
        owner: t.owner.one,
        handlingDifficulty: t.patient.handling,
        microchip: t.patient.chip,
      }}
    >
      <div className="grid gap-4 sm:grid-cols-6">
        <Picker
          kind="owner"
          label={t.owner.one}
          text={form.values.owner.name}
          placeholder={t.owner.pick}
          find={findOwners}
          onPick={(picked) => form.set("owner", picked)}
          error={form.errors.ownerId}
          required
          autoFocus={!patient && !owner}
          className="sm:col-span-3"
        />
        <TextField
          label={t.patient.name}
          {...form.bind("name")}
          required
          autoFocus={Boolean(owner ?? patient)}
          className="sm:col-span-3"
        />
        <Select
          label={t.patient.species}
          {...form.choose("species")}
          options={SPECIES.map((each) => [each, t.patient.speciesName[each]])}
          className="sm:col-span-2"
          required
        />
        <TextField label={t.patient.breed} {...form.bind("breed")} className="sm:col-span-2" />
        <Select
          label={t.patient.gender}
          {...form.choose("gender")}
          options={[
            ["", "–"],
            ["Male", t.patient.male],
            ["Female", t.patient.female],
          ]}
          className="sm:col-span-2"
        />
        <DayField label={t.patient.birth} {...form.bind("birthDate")} max={today} className="sm:col-span-2" />
        <TextField
          label={t.patient.ageYears}
          {...form.bind("age")}
          inputMode="numeric"
          hint={t.patient.ageHint}
          disabled={form.values.birthDate !== ""}
          className="sm:col-span-2"
        />
        <DayField
          label={t.patient.died}
          {...form.bind("deceasedAt")}
          min={form.values.birthDate || undefined}
          max={today}
          className="sm:col-span-2"
        />
        <TextField label={t.patient.weight} {...form.bind("weight")} inputMode="decimal" className="sm:col-span-1" />
        <Select
          label={t.patient.unit}
          {...form.choose("weightUnit")}
          options={[
            ["lbs", "lbs"],
            ["kg", "kg"],
          ]}
          className="sm:col-span-1"
        />
        <TextField
          label={t.patient.chip}
          {...form.bind("microchip")}
          hint={t.patient.chipHint}
          inputMode="numeric"
          className="sm:col-span-2"
        />
        <DoctorField
          label={t.patient.doctor}
          value={form.values.doctor}
          onChange={(doctor) => form.set("doctor", doctor)}
          error={form.errors.assignedDoctor ?? form.errors.assignedDoctorId}
          className="sm:col-span-2"
        />
        <Select
          label={t.patient.handling}
          {...form.choose("handlingDifficulty")}
          options={[
            ["", "–"],
            ["easy", t.patient.easy],
            ["medium", t.patient.medium],
            ["hard", t.patient.hard],
          ]}
          className="sm:col-span-2"
        />
        <Select
          label={t.patient.status}
          {...form.choose("status")}
          options={[
            ["active", t.patient.active],
            ["inactive", t.patient.inactive],
          ]}
          className="sm:col-span-2"
        />
        <TextArea
          label={t.patient.alerts}
          hint={t.patient.alertsHint}
          {...form.bind("alerts")}
          className="sm:col-span-6"
        />
      </div>
    </FormDialog>
  );
}
