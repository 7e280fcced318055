import type { ReactNode } from "react";
import { Check, Select, TextArea, TextField } from "./Field";
import type { useForm } from "./form";
import { FormDialog } from "./FormDialog";

/** One line of a plain form. */
interface EditField<V> {
  name: keyof V & string;
  label: string;
  kind?: "text" | "tel" | "email" | "number" | "prose" | "check" | "choice";
  required?: boolean;
  /** As wide as the dialog, as prose always is. */
  wide?: boolean;
  /** Of a choice. */
  options?: readonly (readonly [value: string, text: string])[];
  /** Between this field and the next. */
  after?: ReactNode;
}

type Form<V extends object> = ReturnType<typeof useForm<V, unknown>>;

interface EditDialogProps<V extends object> {
  title: string;
  form: Form<V>;
  /** The first one takes the focus. */
  fields: EditField<V>[];
  onClose: () => void;
  wide?: boolean;
  submit?: string | undefined;
}

/** A plain form over the page, out of a table of its fields. */
export function EditDialog<V extends object>({ form, fields, submit, ...dialog }: EditDialogProps<V>) {
  const labels = Object.fromEntries(fields.map(({ name, label }) => [name, label])) as { [K in keyof V]?: string };
  return (
    <FormDialog {...dialog} form={form} labels={labels} {...(submit ? { submit } : {})}>
      <div className="grid gap-4 sm:grid-cols-2">
        {fields.flatMap((field, place) => [
          <Input key={field.name} form={form} field={field} first={place === 0} />,
          field.after,
        ])}
      </div>
    </FormDialog>
  );
}

function Input<V extends object>({ form, field, first }: { form: Form<V>; field: EditField<V>; first: boolean }) {
  const { name, label, kind = "text", required = false, options = [] } = field;
  const bound = { label, required, autoFocus: first, ...form.bind(name), value: String(form.values[name] ?? "") };
  const className = field.wide || kind === "prose" ? "sm:col-span-2" : undefined;
  if (kind === "check")
    return (
      <Check
        label={label}
        checked={Boolean(form.values[name])}
        onChange={(on) => form.set(name, on as V[typeof name])}
      />
    );
  if (kind === "choice") return <Select label={label} {...form.choose(name)} options={options} className={className} />;
  if (kind === "prose") return <TextArea {...bound} className={className} />;
  if (kind === "number") return <TextField {...bound} inputMode="decimal" className={className} />;
  return <TextField {...bound} type={kind} className={className} />;
}
