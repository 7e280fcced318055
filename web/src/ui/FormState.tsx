import { CloudOff } from "lucide-react";
import type { ReactNode } from "react";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { Button } from "./Button";
import { ConflictDialog } from "./ConflictDialog";
import { Confirm } from "./Dialog";
import type { useForm } from "./form";
import { UnsavedGuard } from "./UnsavedGuard";

export type FormOf<V extends object> = Omit<
  ReturnType<typeof useForm<V, unknown>>,
  "bind" | "choose" | "set" | "setAll"
>;

interface FormStateProps<V extends object> {
  form: FormOf<V>;
  /** For two versions side by side. */
  labels?: { [K in keyof V]?: string };
  show?: (name: keyof V, value: unknown) => ReactNode;
  /** Whether leaving the page asks first; where anything isn't saved, if nothing is said. */
  guard?: boolean;
}

/** What a form has to say or to ask: it is saved later, it is back, it must be chosen, it would be lost. */
export function FormState<V extends object>({ form, labels, show, guard }: FormStateProps<V>) {
  const t = useTexts();
  return (
    <>
      <p
        role="status"
        className={
          form.waiting ? "my-3 flex items-center gap-2 rounded-lg bg-warn-soft px-4 py-2 text-warn" : "sr-only"
        }
      >
        {form.waiting && (
          <>
            <CloudOff size={16} aria-hidden className="shrink-0" /> {t.state.tryingAgain}
          </>
        )}
      </p>
      <UnsavedGuard dirty={guard ?? form.unsaved} onDiscard={form.forget} />
      {form.asked && (
        <Confirm
          title={form.asked.question}
          text={t.state.sureText}
          yes={t.state.sureYes}
          no={t.state.sureNo}
          onYes={() => form.answer(true)}
          onNo={() => form.answer(false)}
        />
      )}
      {form.clash && (
        <ConflictDialog
          clash={form.clash}
          labels={labels ?? {}}
          {...(show ? { show } : {})}
          busy={form.busy}
          onResolve={form.resolve}
          onClose={form.dropClash}
        />
      )}
    </>
  );
}

/** Above a form whose values are those of the last time. */
export function FormBack<V extends object>({ form }: { form: FormOf<V> }) {
  const t = useTexts();
  const format = useFormat();
  if (!form.restored) return null;
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg bg-info-soft px-4 py-2 text-info">
      <span>{t.chart.back(format.instant(form.restored))}</span>
      <span className="ms-auto flex gap-2">
        <Button small onClick={form.discard}>
          {t.act.discard}
        </Button>
        <Button small onClick={form.goOn}>
          {t.act.goOn}
        </Button>
      </span>
    </div>
  );
}
