import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { Bill } from "@/api/types";
import { useMay } from "@/app/permissions";
import { useFormat } from "@/i18n/clinic";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { Card, Facts, Page } from "@/ui/Page";
import { PdfButtons } from "@/ui/PdfButtons";
import { creditNotesQuery } from "./calls";
import { CreditDialog } from "./CreditDialog";
import { PaymentDialog, RefundDialog } from "./Money";
import { Totals } from "./TotalLines";
import { BillBadge } from "./words";

/** An issued bill: paid, credited, printed, but not changed. */
export function BillView({ bill }: { bill: Bill }) {
  const t = useTexts();
  const format = useFormat();
  const mayCredit = useMay("bills:credit");
  const [open, setOpen] = useState<"pay" | "refund" | "credit" | null>(null);
  const closed = bill.status === "cancelled" || bill.archivedAt !== null;
  return (
    <Page
      title={bill.billNumber}
      beside={<BillBadge status={bill.status} />}
      pdf={<PdfButtons of="bill" id={bill.id} name={bill.billNumber} />}
      actions={
        <>
          {mayCredit && !closed && bill.creditedAmount < bill.totalAmount && (
            <Button onClick={() => setOpen("credit")}>{t.bill.credit}</Button>
          )}
          {!closed && bill.balance !== 0 && (
            <Button look="primary" onClick={() => setOpen(bill.balance > 0 ? "pay" : "refund")}>
              {bill.balance > 0 ? t.bill.pay : t.bill.refund(format.money(-bill.balance))}
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-4 lg:grid-cols-[1fr_20rem]">
        <Card title={t.bill.items} className="self-start">
          <Items bill={bill} />
          <Totals
            subtotal={bill.subtotal}
            tax={bill.tax}
            taxRate={bill.taxRate}
            taxInclusive={bill.taxInclusive}
            total={bill.totalAmount}
          />
        </Card>
        <div className="grid content-start gap-4">
          <Card>
            <Facts
              facts={[
                [
                  t.owner.one,
                  <Link
                    key="owner"
                    to={`/owners/${bill.ownerId}`}
                    className="text-accent-ink underline-offset-2 hover:underline"
                  >
                    {fullName(bill.owner)}
                  </Link>,
                ],
                [
                  t.patient.one,
                  <Link
                    key="patient"
                    to={`/patients/${bill.patientId}`}
                    className="text-accent-ink underline-offset-2 hover:underline"
                  >
                    {bill.patient.name}
                  </Link>,
                ],
                [t.bill.date, format.day(bill.billDate)],
                [t.bill.due, format.day(bill.dueDate)],
                [t.bill.credited, bill.creditedAmount > 0 && format.money(bill.creditedAmount)],
                [
                  bill.balance < 0 ? t.bill.toRefund : t.bill.balance,
                  <strong key="balance" className={bill.balance > 0 ? "nums text-danger" : "nums"}>
                    {format.money(Math.abs(bill.balance))}
                  </strong>,
                ],
                [t.bill.notes, bill.notes && <span className="whitespace-pre-wrap">{bill.notes}</span>],
              ]}
            />
          </Card>
          <Payments bill={bill} />
          {bill.creditedAmount > 0 && <CreditNotes bill={bill} />}
        </div>
      </div>
      {open === "pay" && <PaymentDialog bill={bill} onClose={() => setOpen(null)} />}
      {open === "refund" && <RefundDialog bill={bill} onClose={() => setOpen(null)} />}
      {open === "credit" && <CreditDialog bill={bill} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function Items({ bill }: { bill: Bill }) {
  const t = useTexts();
  const format = useFormat();
  return (
    <table className="w-full">
      <thead className="text-xs text-muted">
        <tr className="border-b border-line">
          <th className="px-4 py-2 text-start font-medium">{t.bill.description}</th>
          <th className="px-2 py-2 text-end font-medium">{t.bill.quantity}</th>
          <th className="px-2 py-2 text-end font-medium max-sm:hidden">{t.bill.price}</th>
          <th className="px-4 py-2 text-end font-medium">{t.bill.amount}</th>
        </tr>
      </thead>
      <tbody>
        {bill.items.map((item) => (
          <tr key={item.id} className="border-b border-line/60">
            <td className="px-4 py-2">
              {item.description} {!item.taxable && <span className="text-sm text-muted">({t.prices.exempt})</span>}
            </td>
            <td className="px-2 py-2 text-end">{item.quantity}</td>
            <td className="px-2 py-2 text-end whitespace-nowrap max-sm:hidden">{format.money(item.unitPrice)}</td>
            <td className="px-4 py-2 text-end whitespace-nowrap">{format.money(item.totalPrice)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Payments({ bill }: { bill: Bill }) {
  const t = useTexts();
  const format = useFormat();
  return (
    <Card title={t.bill.payments}>
      {!bill.payments.length && <p className="p-4 text-muted">{t.bill.noPayments}</p>}
      <ul className="divide-y divide-line">
        {bill.payments.map((payment) => (
          <li key={payment.id} className="nums flex justify-between gap-3 px-4 py-2">
            <span>
              {payment.amount < 0 && `${t.bill.refundNow}: `}
              {t.bill.methods[payment.method]} <span className="text-sm text-muted">{format.instant(payment.at)}</span>
            </span>
            {format.money(payment.amount)}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function CreditNotes({ bill }: { bill: Bill }) {
  const t = useTexts();
  const format = useFormat();
  const notes = useQuery(creditNotesQuery(bill.id));
  return (
    <Card title={t.bill.creditNotes}>
      <ul className="divide-y divide-line">
        {notes.data?.map((note) => (
          <li key={note.id} className="nums flex justify-between gap-3 px-4 py-2">
            <span>
              {note.creditNoteNumber} <span className="text-sm text-muted">{note.reason}</span>
            </span>
            {format.money(note.totalAmount)}
          </li>
        ))}
      </ul>
    </Card>
  );
}
