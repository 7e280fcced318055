import { type ReactNode, useState } from "react";
import { useTexts } from "@/i18n/language";
import { Button } from "./Button";
import { Confirm, Dialog, DialogButtons } from "./Dialog";
import { FormBack, type FormOf, FormState } from "./FormState";
import { sendsOnKeys } from "./keys";

interface FormDialogProps<V extends object> {
  title: string;
  form: FormOf<V>;
  onClose: () => void;
  children: ReactNode;
  /** For the two versions side by side. */
  labels?: { [K in keyof V]?: string };
  show?: (name: keyof V, value: unknown) => ReactNode;
  wide?: boolean;
  submit?: string;
  /** Left of the buttons. */
  extra?: ReactNode;
}

/** A form over the page; Ctrl-Enter saves, and closing it asks before anything typed is lost. */
export function FormDialog<V extends object>({
  title,
  form,
  onClose,
  children,
  labels,
  show,
  wide,
  submit,
  extra,
}: FormDialogProps<V>) {
  const t = useTexts();
  const [asking, ask] = useState(false);
  const close = () => (form.dirty ? ask(true) : onClose());
  return (
    <Dialog title={title} onClose={close} wide={wide ?? false}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a shortcut beside the button */}
      <form onSubmit={form.submit} onKeyDown={sendsOnKeys(form.submit)} noValidate>
        <FormBack form={form} />
        {children}
        <FormState form={form} labels={labels ?? {}} {...(show ? { show } : {})} />
        <DialogButtons>
          {extra && <div className="me-auto flex flex-wrap gap-2">{extra}</div>}
          <Button onClick={close}>{t.act.cancel}</Button>
          <Button type="submit" look="primary" disabled={form.busy && !form.waiting}>
            {form.busy && !form.waiting ? t.act.saving : (submit ?? t.act.save)}
          </Button>
        </DialogButtons>
      </form>
      {asking && (
        <Confirm
          title={t.state.unsavedTitle}
          text={t.state.unsavedText}
          yes={t.act.discard}
          no={t.act.keep}
          danger
          onYes={() => {
            form.forget();
            onClose();
          }}
          onNo={() => ask(false)}
        />
      )}
    </Dialog>
  );
}
