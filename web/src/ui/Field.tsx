import { type InputHTMLAttributes, type ReactNode, type Ref, type TextareaHTMLAttributes, useId } from "react";
import { useTexts } from "@/i18n/language";
import { FIRST, LAST } from "@/typed/day";
import { cx } from "./cx";

export interface FieldProps {
  label: string;
  error?: string | undefined;
  hint?: string | undefined;
  className?: string | undefined;
}

interface Wired extends FieldProps {
  required?: boolean | undefined;
  children: (wiring: { id: string; "aria-invalid": boolean; "aria-describedby": string | undefined }) => ReactNode;
}

/** Label, control, hint and error, tied together for those who hear the page. */
export function Field({ label, error, hint, className, required, children }: Wired) {
  const id = useId();
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ") || undefined;
  return (
    <div className={cx("min-w-0", className)}>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
        {required && <span className="text-danger"> *</span>}
      </label>
      {children({ id, "aria-invalid": Boolean(error), "aria-describedby": described })}
      {error && (
        <p id={`${id}-error`} className="mt-1 text-sm text-danger">
          {label}: {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-xs text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

type InputProps = FieldProps &
  Omit<InputHTMLAttributes<HTMLInputElement>, "className"> & { choices?: string[]; ref?: Ref<HTMLInputElement> };

/** `choices` are offered while one types; anything else may be typed, too. */
export function TextField({ label, error, hint, className, choices, ...rest }: InputProps) {
  const list = useId();
  return (
    <Field {...{ label, error, hint, className }} required={rest.required}>
      {(wiring) => (
        <>
          <input
            className="field"
            autoComplete="off"
            list={choices && list}
            {...(rest.type === "date" && { min: FIRST, max: LAST })}
            {...rest}
            {...wiring}
            data-autofocus={rest.autoFocus}
            required={false}
          />
          {choices && (
            <datalist id={list}>
              {choices.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}

/** A day; what lies outside `min` and `max` is refused in words when the form is sent. */
export function DayField(props: InputProps) {
  return <TextField type="date" {...props} min={props.min ?? FIRST} max={props.max ?? LAST} />;
}

type AreaProps = FieldProps &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "className"> & { ref?: Ref<HTMLTextAreaElement> };

export function TextArea({ label, error, hint, className, ...rest }: AreaProps) {
  return (
    <Field {...{ label, error, hint, className }} required={rest.required}>
      {(wiring) => (
        <textarea
          rows={3}
          {...rest}
          {...wiring}
          data-autofocus={rest.autoFocus}
          required={false}
          className="field field-sizing-content min-h-20"
        />
      )}
    </Field>
  );
}

interface SelectProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  options: readonly (readonly [value: string, text: string])[];
  disabled?: boolean;
  required?: boolean;
}

export function Select({ label, error, hint, className, value, onChange, options, disabled, required }: SelectProps) {
  return (
    <Field {...{ label, error, hint, className, required }}>
      {(wiring) => (
        <select
          className="field"
          value={value}
          disabled={disabled}
          onChange={(e) => onChange(e.target.value)}
          {...wiring}
        >
          {options.map(([each, text]) => (
            <option key={each} value={each}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

export function Check({ label, checked, onChange, disabled }: CheckProps) {
  return (
    <label className="inline-flex min-h-9 items-center gap-2 pointer-coarse:min-h-11">
      <input
        type="checkbox"
        className="size-4 accent-[var(--accent)]"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  );
}

interface SegmentsProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: readonly (readonly [value: T, text: string])[];
}

/** One of a few, all of them in sight. */
export function Segments<T extends string>({ label, value, onChange, options }: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset className="inline-flex rounded-lg border border-line bg-ground p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map(([each, text]) => (
        <label
          key={each}
          className={cx(
            "relative inline-flex min-h-8 items-center rounded-md px-3 text-sm font-medium whitespace-nowrap pointer-coarse:min-h-10",
            "has-focus-visible:outline-2 has-focus-visible:outline-accent",
            each === value ? "bg-surface text-ink shadow-sm" : "text-muted hover:text-ink",
          )}
        >
          <input
            type="radio"
            name={name}
            className="absolute inset-0 cursor-pointer opacity-0"
            checked={each === value}
            onChange={() => onChange(each)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
}

export function Filter({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const t = useTexts();
  return (
    <input
      type="search"
      data-filter
      aria-label={`${t.act.search}: ${label}`}
      placeholder={label}
      className="field w-72 max-w-full"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
