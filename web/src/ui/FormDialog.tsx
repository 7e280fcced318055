import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useTexts } from "@/i18n/language";
import { Button } from "./Button";
import { ConflictDialog } from "./ConflictDialog";
import { Confirm, Dialog, DialogButtons } from "./Dialog";
import type { useForm } from "./form";
import { UnsavedGuard } from "./UnsavedGuard";

interface FormDialogProps<V extends object> {
  title: string;
  form: Pick<ReturnType<typeof useForm<V, unknown>>, "busy" | "dirty" | "clash" | "submit" | "resolve" | "dropClash">;
  onClose: () => void;
  children: ReactNode;
  /** For the two versions side by side. */
  labels?: { [K in keyof V]?: string };
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
  wide,
  submit,
  extra,
}: FormDialogProps<V>) {
  const t = useTexts();
  const [asking, ask] = useState(false);
  const close = () => (form.dirty ? ask(true) : onClose());
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.submit();
  };
  return (
    <Dialog title={title} onClose={close} wide={wide ?? false}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a shortcut beside the button */}
      <form onSubmit={form.submit} onKeyDown={pressed} noValidate>
        {children}
        <DialogButtons>
          {extra && <div className="me-auto flex flex-wrap gap-2">{extra}</div>}
          <Button onClick={close}>{t.act.cancel}</Button>
          <Button type="submit" look="primary" disabled={form.busy}>
            {form.busy ? t.act.saving : (submit ?? t.act.save)}
          </Button>
        </DialogButtons>
      </form>
      <UnsavedGuard dirty={form.dirty && !form.busy} />
      {asking && (
        <Confirm
          title={t.state.unsavedTitle}
          text={t.state.unsavedText}
          yes={t.act.discard}
          no={t.act.keep}
          danger
          onYes={onClose}
          onNo={() => ask(false)}
        />
      )}
      {form.clash && (
        <ConflictDialog
          clash={form.clash}
          labels={labels ?? {}}
          busy={form.busy}
          onResolve={form.resolve}
          onClose={form.dropClash}
        />
      )}
    </Dialog>
  );
}
