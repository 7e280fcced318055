import { api, body } from "@/api/client";
import { subtitleText } from "@/features/patients/words";
import type { Texts } from "@/i18n/en";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { type Choice, Picker } from "@/ui/Picker";

/** Whose bills, or which one: what the address keeps of it. */
export type Wanted = Record<"owner" | "patient" | "number" | "name", string | null>;

const ANY: Wanted = { owner: null, patient: null, number: null, name: null };
const NUMBER = /^(?:bill-?)?0*([1-9]\d{0,11})$/i;

/** Looks bills up by their number, owner or patient. */
export function BillFinder({ name, onPick }: { name: string; onPick: (wanted: Wanted) => void }) {
  const t = useTexts();
  return (
    <div className="flex w-full items-end gap-2 sm:w-80">
      <Picker
        kind="bill"
        label={t.act.search}
        text={name}
        placeholder={t.bill.find}
        className="min-w-0 flex-1"
        find={(q) => findParties(t, q)}
        onPick={onPick}
      />
      {name && <Button onClick={() => onPick(ANY)}>{t.act.clear}</Button>}
    </div>
  );
}

async function findParties(t: Texts, q: string): Promise<Choice<Wanted>[]> {
  if (!q.trim()) return [];
  const number = NUMBER.exec(q.trim())?.[1];
  const found = await body(api.GET("/search", { params: { query: { q, limit: 50 } } }));
  const parties = found.flatMap((each): Choice<Wanted>[] => {
    if (each.type === "record") return [];
    const value = { ...ANY, [each.type]: each.id, name: each.title };
    return [{ key: each.id, title: each.title, detail: subtitleText(t, each), value }];
  });
  const name = `BILL-${number?.padStart(6, "0")}`;
  return number ? [{ key: name, title: name, value: { ...ANY, number, name } }, ...parties] : parties;
}
