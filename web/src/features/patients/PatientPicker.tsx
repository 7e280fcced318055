import { useTexts } from "@/i18n/language";
import { Picker } from "@/ui/Picker";
import { findPatients, type PatientRef } from "./calls";

interface PatientPickerProps {
  name: string;
  error?: string | undefined;
  onPick: (patient: PatientRef) => void;
  autoFocus?: boolean;
  className?: string;
}

export function PatientPicker({ name, error, onPick, autoFocus, className }: PatientPickerProps) {
  const t = useTexts();
  return (
    <Picker
      kind="patient"
      label={t.patient.one}
      text={name}
      placeholder={t.patient.pick}
      find={(q) => findPatients(t, q)}
      error={error}
      required
      autoFocus={autoFocus ?? false}
      className={className}
      onPick={onPick}
    />
  );
}
