import { useId, useState } from "react";
import { useTexts } from "@/i18n/language";
import { dayFault, FIRST, LAST } from "@/typed/day";

interface DayFilterProps {
  label: string;
  value: string;
  onChange: (day: string) => void;
  className?: string;
}

/** A day that a list is narrowed by as soon as it can be one: while its year is typed it is of the first century. */
export function DayFilter({ label, value, onChange, className = "" }: DayFilterProps) {
  const t = useTexts();
  const id = useId();
  const [typed, type] = useState(value);
  const [known, know] = useState(value);
  const [left, leave] = useState(false);
  if (known !== value) {
    know(value);
    type(value);
  }
  const fault = typed && left ? dayFault(typed) : undefined;
  return (
    <span>
      <input
        type="date"
        aria-label={label}
        title={label}
        min={FIRST}
        max={LAST}
        className={`field nums ${className}`}
        value={typed}
        aria-invalid={Boolean(fault)}
        aria-describedby={fault && id}
        onFocus={() => leave(false)}
        onBlur={() => leave(true)}
        onChange={({ target }) => {
          type(target.value);
          if (!target.value || !dayFault(target.value)) onChange(target.value);
        }}
      />
      {fault && (
        <span id={id} className="block text-sm text-danger">
          {label}: {t.error[fault]}
        </span>
      )}
    </span>
  );
}
