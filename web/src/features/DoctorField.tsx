import { type Doctor, isStaff, VISITING } from "@/app/doctor";
import { useVeterinaryStaff } from "@/app/staff";
import { useTexts } from "@/i18n/language";
import { Select, TextField } from "@/ui/Field";

interface DoctorProps {
  label: string;
  value: Doctor;
  onChange: (doctor: Doctor) => void;
  error?: string | undefined;
  className?: string;
  /** Visiting ones that were here before. */
  visitors?: string[];
}

/** One of the staff, or by name whoever isn't. */
export function DoctorField({ label, value, onChange, error, className, visitors }: DoctorProps) {
  const t = useTexts();
  const staff = new Map(useVeterinaryStaff().map(({ who, name }) => [who, name]));
  if (isStaff(value.id) && !staff.has(value.id)) staff.set(value.id, value.name); // left, or no veterinarian any more
  return (
    <>
      <Select
        label={label}
        value={value.id}
        onChange={(id) => onChange({ id, name: staff.get(id) ?? "" })}
        options={[["", t.appointment.nobody], ...staff, [VISITING, t.appointment.visiting]]}
        error={value.id === VISITING ? undefined : error}
        className={className}
      />
      {value.id === VISITING && (
        <TextField
          label={t.appointment.visitor}
          choices={visitors ?? []}
          value={value.name}
          onChange={(event) => onChange({ id: VISITING, name: event.target.value })}
          error={error}
          required
          className={className}
        />
      )}
    </>
  );
}
