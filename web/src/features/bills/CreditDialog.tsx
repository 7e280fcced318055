import { useQuery } from "@tanstack/react-query";
import { type Fault, isProblem, Problem } from "@/api/problem";
import type { Bill, Schemas } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { refreshAll } from "@/api/queries";
import { useTexts } from "@/i18n/language";
import { asNumber, fromDigits } from "@/typed/number";
import { type Reader, read } from "@/typed/reader";
import { Segments, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormDialog } from "@/ui/FormDialog";
import { toast } from "@/ui/toast";
import { creditBill, creditNotesQuery } from "./calls";
import { uncredited } from "./left";
import type { MoneyProps } from "./Money";
import { QUANTITY_DECIMALS } from "./totals";

interface Values {
  reason: string;
  part: "all" | "lines";
  /** Of each line, as typed; nothing is none. */
  quantities: string[];
}

/** All that isn't credited yet, or some of some lines. */
export function CreditDialog({ bill, onClose }: MoneyProps) {
  const t = useTexts();
  const format = useFormat();
  const notes = useQuery(creditNotesQuery(bill.id));
  const left = uncredited(bill.items, notes.data ?? []);
  const form = useForm({
    initial: { reason: "", part: "all", quantities: bill.items.map(() => "") },
    save: (values: Values, { key }) =>
      creditBill(
        bill,
        read((reader) => toNote(values, bill, left, reader)),
        key,
      ).catch((error: unknown) => {
        throw isProblem(error, 422) ? new Problem(422, { errors: byLine(error.errors, values) }) : error;
      }),
    saved: () => {
      toast(t.bill.creditedToast);
      void refreshAll("bill", "credit_note", "summary");
      onClose();
    },
  });
  const { part, quantities } = form.values;
  const set = (index: number, text: string) =>
    form.set(
      "quantities",
      quantities.map((each, place) => (place === index ? text : each)),
    );
  return (
    <FormDialog title={t.bill.creditTitle} form={form} onClose={onClose} submit={t.bill.credit}>
      <div className="grid gap-4">
        <Segments
          label={t.bill.credit}
          value={part}
          onChange={(value) => form.set("part", value)}
          options={[
            ["all", t.bill.creditAll(format.money(bill.totalAmount - bill.creditedAmount))],
            ["lines", t.bill.creditLines],
          ]}
        />
        {part === "lines" &&
          bill.items.map((item, index) => (
            <TextField
              key={item.id}
              label={`${item.description} · ${format.money(item.unitPrice)}`}
              hint={t.bill.quantityLeft(left[index] ?? 0)}
              inputMode="decimal"
              value={quantities[index] ?? ""}
              disabled={!left[index]}
              error={form.errors[`items[${index}].quantity`]}
              onChange={(event) => set(index, event.target.value)}
            />
          ))}
        {form.errors.items && <p className="text-sm text-danger">{t.bill.creditNothing}</p>}
        <TextField label={t.bill.reason} {...form.bind("reason")} autoFocus required />
      </div>
    </FormDialog>
  );
}

/** The service counts the note's lines, the dialog those of the bill. */
function byLine(faults: Fault[], { quantities }: Values): Fault[] {
  const lines = quantities.flatMap((each, line) => (each.trim() && asNumber(each) ? [line] : []));
  return faults.map((fault) => {
    const [, line] = /^items\[(\d+)\]/.exec(fault.path) ?? [];
    return line === undefined ? fault : { ...fault, path: `items[${lines[fromDigits(line)]}].quantity` };
  });
}

function toNote({ reason, part, quantities }: Values, bill: Bill, left: number[], reader: Reader) {
  const note: Schemas["CreditNoteIn"] = { reason: reader.name("reason", reason) };
  if (part === "all") return note;
  const items = bill.items.flatMap((item, index) => {
    const quantity = reader.number(`items[${index}].quantity`, quantities[index] ?? "", {
      decimals: QUANTITY_DECIMALS,
    });
    if (!quantity) return [];
    if (quantity < 0 || quantity > (left[index] ?? 0)) reader.refuse(`items[${index}].quantity`, "range");
    const { id, description, unitPrice, taxable, priceItemId } = item;
    return [{ id, description, unitPrice, taxable, priceItemId, quantity }];
  });
  if (!items.length) reader.refuse("items", "required");
  return { ...note, items };
}
