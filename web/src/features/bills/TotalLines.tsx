import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";

interface TotalsProps {
  subtotal: number;
  tax: number;
  taxRate: number;
  taxInclusive: boolean;
  total: number;
}

export function Totals({ subtotal, tax, taxRate, taxInclusive, total }: TotalsProps) {
  const t = useTexts();
  const format = useFormat();
  const rate = format.percent(taxRate);
  const rows = [
    [t.bill.subtotal, subtotal],
    [taxInclusive ? t.bill.included(rate) : t.bill.tax(rate), tax],
  ] as const;
  return (
    <dl aria-live="polite" className="nums ms-auto w-full max-w-72 space-y-1 p-4">
      {rows.map(([label, amount]) => (
        <div key={label} className="flex justify-between gap-4 text-muted">
          <dt>{label}</dt>
          <dd>{format.money(amount)}</dd>
        </div>
      ))}
      <div className="flex justify-between gap-4 border-t border-line pt-1 text-lg font-semibold">
        <dt>{t.bill.total}</dt>
        <dd>{format.money(total)}</dd>
      </div>
    </dl>
  );
}
