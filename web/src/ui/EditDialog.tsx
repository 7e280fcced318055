import { Fragment, type ReactNode } from "react";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { Check, DayField, Select, TextArea, TextField } from "./Field";
import { type Chosen, type Field, type Fields, shownOf, type ValuesOf } from "./fields";
import type { useForm } from "./form";
import { FormDialog } from "./FormDialog";
import { Picker } from "./Picker";

type Values = Record<string, unknown>;
type Form<V extends object> = ReturnType<typeof useForm<V, unknown>>;

export interface EditDialogProps<F extends Fields> {
  title: string;
  form: Form<ValuesOf<F>>;
  /** The first one takes the focus. */
  fields: F;
  onClose: () => void;
  wide?: boolean;
  submit?: string | undefined;
  /** Between the field of this name and the next. */
  after?: { [K in F[number]["name"]]?: ReactNode };
}

/** A plain form over the page, out of a table of its fields. */
export function EditDialog<F extends Fields>({ fields, submit, after, ...dialog }: EditDialogProps<F>) {
  const t = useTexts();
  const format = useFormat();
  const form = dialog.form as unknown as Form<Values>;
  const named = new Map<string, Field>(fields.map((field) => [field.name, field]));
  const labels = Object.fromEntries(fields.map(({ name, label }) => [name, label]));
  const show = (name: string, value: unknown) => {
    const field = named.get(name);
    return (field && shownOf(field, value, t, format)) || undefined;
  };
  return (
    <FormDialog {...dialog} {...{ form, labels, show }} {...(submit ? { submit } : {})}>
      <div className="grid gap-4 sm:grid-cols-2">
        {fields.map((field, place) => (
          <Fragment key={field.name}>
            <Input form={form} field={field} first={place === 0} />
            {after?.[field.name as F[number]["name"]]}
          </Fragment>
        ))}
      </div>
    </FormDialog>
  );
}

function Input({ form, field, first }: { form: Form<Values>; field: Field; first: boolean }) {
  const { name, label, hint, required = false } = field;
  const value = form.values[name];
  const className = field.wide || field.kind === "prose" ? "sm:col-span-2" : undefined;
  if (field.kind === "check")
    return <Check label={label} checked={value === true} onChange={(on) => form.set(name, on)} />;
  const said = { label, hint, required, autoFocus: first, className };
  if (field.kind === "choice") return <Select {...said} {...form.choose(name)} options={field.options} />;
  if (field.kind === "reference")
    return (
      <Picker
        {...said}
        kind={name}
        text={(value as Chosen).name}
        placeholder={field.placeholder}
        find={field.find}
        error={form.errors[name]}
        onPick={(chosen) => form.set(name, chosen)}
      />
    );
  const bound = { ...said, ...form.bind(name), value: value as string };
  if (field.kind === "prose") return <TextArea {...bound} />;
  if (field.kind === "day") return <DayField {...bound} />;
  if (field.kind === "money" || field.kind === "decimal") return <TextField {...bound} inputMode="decimal" />;
  return <TextField {...bound} type={field.kind ?? "text"} />;
}
