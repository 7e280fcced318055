import { Plus, Trash2 } from "lucide-react";
import { useClinic, useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { Button, IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Picker } from "@/ui/Picker";
import { findPrices } from "./calls";
import { lineTotal } from "./totals";
import { type LineValues, newLine } from "./values";

interface LinesProps {
  lines: LineValues[];
  errors: Record<string, string>;
  onChange: (lines: LineValues[]) => void;
}

export function Lines({ lines, errors, onChange }: LinesProps) {
  const t = useTexts();
  const change = (index: number, part: Partial<LineValues>) =>
    onChange(lines.map((line, place) => (place === index ? { ...line, ...part } : line)));
  return (
    <>
      <ol className="divide-y divide-line">
        {lines.map((line, index) => (
          <LineRow
            key={line.key}
            line={line}
            at={index}
            errors={errors}
            onChange={(part) => change(index, part)}
            onRemove={() => onChange(lines.filter((_, place) => place !== index))}
          />
        ))}
      </ol>
      {!lines.length && <p className="p-4 text-muted">{t.bill.noLines}</p>}
      <div className="border-t border-line p-3">
        <Button small icon={<Plus size={16} />} onClick={() => onChange([...lines, newLine()])}>
          {t.bill.addLine}
        </Button>
      </div>
    </>
  );
}

interface RowProps {
  line: LineValues;
  at: number;
  errors: Record<string, string>;
  onChange: (part: Partial<LineValues>) => void;
  onRemove: () => void;
}

function LineRow({ line, at, errors, onChange, onRemove }: RowProps) {
  const t = useTexts();
  const format = useFormat();
  const { currency } = useClinic();
  // On a wide screen a column's name stands over its first field, and is heard with each.
  const named = cx("mb-1 block text-sm font-medium", at > 0 && "sm:sr-only");
  const number = (name: "quantity" | "unitPrice", label: string) => {
    const error = errors[`items[${at}].${name}`];
    return (
      <label className="block">
        <span className={named}>{label}</span>
        <input
          className="field nums text-end"
          inputMode="decimal"
          value={line[name]}
          aria-invalid={Boolean(error)}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
        {error && <span className="mt-1 block text-sm text-danger">{error}</span>}
      </label>
    );
  };
  return (
    <li className="grid grid-cols-[1fr_1fr] gap-3 p-3 sm:grid-cols-[minmax(0,1fr)_4.5rem_6.5rem_3rem_6rem_2.25rem] sm:items-start sm:gap-2">
      <Picker
        kind={`price-${currency}`}
        label={t.bill.description}
        text={line.description}
        placeholder={t.bill.addFromList}
        find={findPrices(format.money)}
        error={errors[`items[${at}].description`]}
        autoFocus={line.description === ""}
        onType={(description) => onChange({ description, priceItemId: null })}
        onPick={(item) =>
          onChange({
            description: item.name,
            unitPrice: String(item.unitPrice),
            taxable: item.taxable ?? true,
            priceItemId: item.id,
          })
        }
        className={cx("max-sm:col-span-2", at > 0 && "sm:*:[label]:sr-only")}
      />
      {number("quantity", t.bill.quantity)}
      {number("unitPrice", t.bill.price)}
      <label className="block">
        <span className={named}>{t.bill.taxable}</span>
        <span className="flex min-h-9 items-center">
          <input
            type="checkbox"
            className="size-5 accent-[var(--accent)]"
            checked={line.taxable}
            onChange={(event) => onChange({ taxable: event.target.checked })}
          />
        </span>
      </label>
      <div className="text-end">
        <span className={named}>{t.bill.amount}</span>
        <span className="nums flex min-h-9 items-center justify-end">{format.money(lineTotal(line, currency))}</span>
      </div>
      <div className={cx(at === 0 && "sm:pt-6")}>
        <IconButton label={`${t.act.remove}: ${line.description || at + 1}`} onClick={onRemove}>
          <Trash2 size={16} />
        </IconButton>
      </div>
    </li>
  );
}
