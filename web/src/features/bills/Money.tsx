import type { Bill, Schemas } from "@/api/types";
import { useFormat } from "@/app/clinic";
import { refreshAll } from "@/app/queries";
import { useTexts } from "@/i18n/language";
import { read } from "@/typed/reader";
import { Select, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormDialog } from "@/ui/FormDialog";
import { toast } from "@/ui/toast";
import { creditBill, payBill } from "./calls";
import { digitsOf } from "./totals";

type Method = Schemas["PaymentIn"]["method"];
const METHODS: Method[] = ["card", "cash", "transfer", "other"];

interface MoneyProps {
  bill: Bill;
  onClose: () => void;
}

export function PaymentDialog({ bill, onClose }: MoneyProps) {
  const t = useTexts();
  const form = useForm({
    initial: { amount: String(bill.balance), method: "card" as Method },
    save: ({ amount, method }, { key }) => {
      const payment = read((reader) => ({ amount: reader.needed("amount", amount, digitsOf(bill.currency)), method }));
      return payBill(bill, payment, key);
    },
    saved: () => {
      toast(t.bill.paid);
      void refreshAll("bills", "summary");
      onClose();
    },
  });
  return (
    <FormDialog title={t.bill.payTitle} form={form} onClose={onClose} submit={t.bill.pay}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={t.bill.amount} inputMode="decimal" {...form.bind("amount")} autoFocus required />
        <Select
          label={t.bill.method}
          {...form.choose("method")}
          options={METHODS.map((each) => [each, t.bill.methods[each]])}
        />
      </div>
    </FormDialog>
  );
}

export function CreditDialog({ bill, onClose }: MoneyProps) {
  const t = useTexts();
  const format = useFormat();
  const form = useForm({
    initial: { reason: "" },
    save: ({ reason }, { key }) =>
      creditBill(
        bill,
        read((reader) => reader.name("reason", reason)),
        key,
      ),
    saved: () => {
      toast(t.bill.creditedToast);
      void refreshAll("bills", "summary");
      onClose();
    },
  });
  return (
    <FormDialog title={t.bill.creditTitle} form={form} onClose={onClose} submit={t.bill.credit}>
      <p className="mb-4">{t.bill.creditText(format.money(bill.totalAmount - bill.creditedAmount))}</p>
      <TextField label={t.bill.reason} {...form.bind("reason")} autoFocus required />
    </FormDialog>
  );
}
