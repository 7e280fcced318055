import { type ReactNode, useState } from "react";
import { useTexts } from "@/i18n/language";
import { Button } from "./Button";
import { cx } from "./cx";
import { Dialog, DialogButtons } from "./Dialog";
import { type Clash, disputed, merged, type Side, textOf } from "./merge";

interface ConflictProps<V> {
  clash: Clash<V>;
  labels: { [K in keyof V]?: string };
  show?: (name: keyof V, value: unknown) => ReactNode;
  busy: boolean;
  onResolve: (merged: V) => void;
  onClose: () => void;
}

/** Two people wrote: both versions side by side, field by field. */
export function ConflictDialog<V extends object>({ clash, labels, show, busy, onResolve, onClose }: ConflictProps<V>) {
  const t = useTexts();
  const [chosen, choose] = useState<Partial<{ [K in keyof V]: Side }>>({});
  return (
    <Dialog title={t.conflict.title} wide onClose={onClose}>
      <p className="mb-4">{t.conflict.lead(clash.who)}</p>
      <div className="space-y-4">
        {disputed(clash).map((name) => (
          <fieldset key={name} className="grid gap-2 sm:grid-cols-2">
            <legend className="mb-1 text-sm font-semibold">{labels[name] ?? name}</legend>
            {(["mine", "theirs"] as const).map((side) => {
              const on = (chosen[name] ?? "mine") === side;
              return (
                <label
                  key={side}
                  className={cx("block rounded-lg border p-3", on ? "border-accent bg-accent-soft" : "border-line")}
                >
                  <span className="flex items-center gap-2 text-sm text-muted">
                    <input
                      type="radio"
                      className="accent-[var(--accent)]"
                      name={`clash-${name}`}
                      checked={on}
                      onChange={() => choose((before) => ({ ...before, [name]: side }))}
                    />
                    {t.conflict[side]}
                  </span>
                  <span className="mt-1 block whitespace-pre-wrap">
                    {show?.(name, clash[side][name]) ?? (textOf(clash[side][name]) || t.conflict.empty)}
                  </span>
                </label>
              );
            })}
          </fieldset>
        ))}
      </div>
      <DialogButtons>
        <Button onClick={onClose}>{t.act.cancel}</Button>
        <Button look="primary" disabled={busy} onClick={() => onResolve(merged(clash, chosen))}>
          {t.conflict.save}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
