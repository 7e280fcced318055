import type { Bill, Schemas } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { refreshAll } from "@/api/queries";
import { useTexts } from "@/i18n/language";
import { digitsOf } from "@/typed/number";
import { read } from "@/typed/reader";
import { Select, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormDialog } from "@/ui/FormDialog";
import { toast } from "@/ui/toast";
import { payBill } from "./calls";
import { refundable } from "./left";

type Method = Schemas["PaymentIn"]["method"];
const METHODS: Method[] = ["card", "cash", "transfer", "other"];

export interface MoneyProps {
  bill: Bill;
  onClose: () => void;
}

export function PaymentDialog(props: MoneyProps) {
  const t = useTexts();
  return (
    <MoneyDialog
      {...props}
      sign={1}
      most={new Map(METHODS.map((each) => [each, props.bill.balance]))}
      title={t.bill.payTitle}
      submit={t.bill.pay}
      done={t.bill.paid}
    />
  );
}

/** What a credit note left too much goes back the way it came. */
export function RefundDialog(props: MoneyProps) {
  const t = useTexts();
  const format = useFormat();
  return (
    <MoneyDialog
      {...props}
      sign={-1}
      most={refundable(props.bill)}
      title={t.bill.refund(format.money(-props.bill.balance))}
      submit={t.bill.refundNow}
      done={t.bill.refunded}
    />
  );
}

interface DialogProps extends MoneyProps {
  /** Whether money comes in or goes out. */
  sign: 1 | -1;
  /** The methods to choose from, with the most that each takes. */
  most: Map<Method, number>;
  title: string;
  submit: string;
  done: string;
}

function MoneyDialog({ bill, onClose, sign, most, title, submit, done }: DialogProps) {
  const t = useTexts();
  const format = useFormat();
  const [first = ["card", 0] as const] = most;
  const form = useForm({
    initial: { amount: String(first[1]), method: first[0] },
    save: ({ amount, method }, { key }) => {
      const typed = read((reader) => {
        const found = reader.needed("amount", amount, digitsOf(bill.currency));
        if (found < 0) reader.refuse("amount", "range");
        return found;
      });
      return payBill(bill, { amount: sign * typed, method }, key);
    },
    saved: () => {
      toast(done);
      void refreshAll("bill", "summary");
      onClose();
    },
  });
  const choose = (method: string) =>
    form.setAll({ method: method as Method, amount: String(most.get(method as Method) ?? 0) });
  return (
    <FormDialog title={title} form={form} onClose={onClose} submit={submit}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={t.bill.amount} inputMode="decimal" {...form.bind("amount")} autoFocus required />
        <Select
          label={sign > 0 ? t.bill.method : t.bill.refundBy}
          {...form.choose("method")}
          {...(sign < 0 && { onChange: choose })}
          options={[...most].map(([each, amount]) => [
            each,
            sign > 0 ? t.bill.methods[each] : `${t.bill.methods[each]} · ${t.bill.atMost(format.money(amount))}`,
          ])}
        />
      </div>
    </FormDialog>
  );
}
