import { type ReactNode, useState } from "react";
import { useTexts } from "@/i18n/language";
import { Button } from "./Button";
import { cx } from "./cx";
import { Dialog, DialogButtons } from "./Dialog";
import type { Clash } from "./form";

interface ConflictProps<V> {
  clash: Clash<V>;
  labels: { [K in keyof V]?: string };
  show?: (name: keyof V, value: unknown) => ReactNode;
  busy: boolean;
  onResolve: (merged: V) => void;
  onClose: () => void;
}

type Side = "mine" | "theirs";

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Fields that only one side changed are taken from that side; where both did, ours is offered first. */
export function merged<V extends object>(clash: Clash<V>, chosen: Partial<{ [K in keyof V]: Side }>): V {
  const names = Object.keys(clash.mine) as (keyof V)[];
  return Object.fromEntries(names.map((name) => [name, clash[chosen[name] ?? sideOf(clash, name)][name]])) as V;
}

const sideOf = <V,>(clash: Clash<V>, name: keyof V): Side =>
  same(clash.mine[name], clash.base[name]) ? "theirs" : "mine";

/** Two people wrote: both versions side by side, field by field. */
export function ConflictDialog<V extends object>({ clash, labels, show, busy, onResolve, onClose }: ConflictProps<V>) {
  const t = useTexts();
  const [chosen, choose] = useState<Partial<{ [K in keyof V]: Side }>>({});
  const different = (Object.keys(clash.mine) as (keyof V & string)[]).filter(
    (n) => !same(clash.mine[n], clash.theirs[n]),
  );
  return (
    <Dialog title={t.conflict.title} wide onClose={onClose}>
      <p className="mb-4">{different.length ? t.conflict.lead : t.conflict.same}</p>
      <div className="space-y-4">
        {different.map((name) => (
          <fieldset key={name} className="grid gap-2 sm:grid-cols-2">
            <legend className="mb-1 text-sm font-semibold">{labels[name] ?? name}</legend>
            {(["mine", "theirs"] as const).map((side) => {
              const on = (chosen[name] ?? sideOf(clash, name)) === side;
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
                    {show?.(name, clash[side][name]) ?? (String(clash[side][name] ?? "") || t.conflict.empty)}
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
