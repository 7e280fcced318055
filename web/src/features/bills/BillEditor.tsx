import { Archive, Save, Send } from "lucide-react";
import { useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { Once } from "@/api/once";
import type { Bill } from "@/api/types";
import { useClinic, useFormat } from "@/i18n/clinic";
import { queryClient, refreshAll } from "@/api/queries";
import { PatientPicker } from "@/features/patients/PatientPicker";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { read } from "@/typed/reader";
import { archive } from "@/ui/archive";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { DayField, TextArea } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormBack, FormState } from "@/ui/FormState";
import { Card, Page } from "@/ui/Page";
import { problemText } from "@/ui/problemText";
import { toast } from "@/ui/toast";
import { bills, issueBill } from "./calls";
import { Lines } from "./Lines";
import { Totals } from "./TotalLines";
import { totals } from "./totals";
import { fromBill, type LineValues, toBill, type Values } from "./values";
import { BillBadge } from "./words";

interface Subject {
  id: string;
  name: string;
  ownerId: string;
  owner: { firstName: string; lastName: string };
}

interface EditorProps {
  bill?: Bill;
  patient?: Subject | undefined;
  recordId?: string | undefined;
  appointmentId?: string | undefined;
}

/** A draft: lines from the price list, totals that keep up, then issued. */
export function BillEditor({ bill, patient, recordId, appointmentId }: EditorProps) {
  const t = useTexts();
  const clinic = useClinic();
  const format = useFormat();
  const navigate = useNavigate();
  const [asking, ask] = useState(false);
  const { form, saveAndIssue, canIssue } = useBillForm({ bill, patient, recordId, appointmentId });
  const terms = {
    ...clinic,
    taxRate: bill?.taxRate ?? clinic.taxRate,
    taxInclusive: bill?.taxInclusive ?? clinic.taxInclusive,
  };
  const amounts = totals(form.values.lines, terms);
  const remove = () =>
    bill &&
    archive({
      texts: t,
      remove: () => bills.archive(bill),
      restore: () => bills.restore(bill.id),
      names: ["bill", "summary"],
      done: t.bill.archived,
    }).then((gone) => gone && void navigate("/bills"));
  const ready = patient !== undefined && (!form.busy || form.waiting);
  return (
    <Page
      title={bill?.billNumber ?? t.bill.new}
      beside={
        <>
          <BillBadge status="draft" />
          {patient && (
            <span className="text-muted">
              <Link to={`/patients/${patient.id}`} className="text-accent-ink underline-offset-2 hover:underline">
                {patient.name}
              </Link>{" "}
              · {fullName(patient.owner)}
            </span>
          )}
        </>
      }
      actions={
        <>
          {bill && (
            <Button icon={<Archive size={16} />} onClick={() => void remove()}>
              {t.act.archive}
            </Button>
          )}
          <Button icon={<Save size={16} />} disabled={!ready} onClick={() => form.submit()}>
            {t.act.save}
          </Button>
          <Button
            look="primary"
            icon={<Send size={16} />}
            disabled={!ready || !form.values.lines.length}
            onClick={() => canIssue() && ask(true)}
          >
            {t.bill.issue}
          </Button>
        </>
      }
    >
      {!patient && (
        <Card className="mb-4 max-w-md p-4">
          <PatientPicker
            name=""
            autoFocus
            onPick={({ id }) => void navigate(`/bills/new?patient=${id}`, { replace: true })}
          />
        </Card>
      )}
      <FormBack form={form} />
      <div className="grid gap-4 lg:grid-cols-[1fr_18rem]">
        <Card title={t.bill.items}>
          <Lines lines={form.values.lines} errors={form.errors} onChange={(lines) => form.set("lines", lines)} />
          <Totals {...amounts} taxRate={terms.taxRate} taxInclusive={terms.taxInclusive} />
        </Card>
        <Card className="space-y-4 self-start p-4">
          <DayField label={t.bill.date} {...form.bind("billDate")} />
          <DayField label={t.bill.due} {...form.bind("dueDate")} min={form.values.billDate || undefined} />
          <TextArea label={t.bill.notes} {...form.bind("notes")} />
        </Card>
      </div>
      <FormState
        form={form}
        labels={{ ...t.bill, billDate: t.bill.date, dueDate: t.bill.due, lines: t.bill.items }}
        show={(name, value) =>
          name === "lines" && (value as LineValues[]).map((line) => `${line.quantity} × ${line.description}`).join("\n")
        }
      />
      {asking && (
        <Confirm
          title={`${t.bill.issueTitle} ${format.money(amounts.total)}`}
          text={t.bill.issueText}
          yes={t.bill.issue}
          no={t.act.cancel}
          onYes={() => {
            ask(false);
            saveAndIssue();
          }}
          onNo={() => ask(false)}
        />
      )}
    </Page>
  );
}

function useBillForm({ bill, patient, recordId, appointmentId }: EditorProps) {
  const t = useTexts();
  const navigate = useNavigate();
  const fresh: Values = { billDate: useFormat().today(), dueDate: "", notes: "", lines: [] };
  // Set by Issue for the save that goes before it.
  const issuing = useRef(false);
  const [issuance] = useState(() => new Once());
  const { currency } = useClinic();
  const form = useForm({
    initial: bill ? fromBill(bill) : fresh,
    id: bill?.id,
    version: bill?.version ?? 0,
    keep: patient && `bill:${bill?.id ?? `new:${patient.id}:${recordId ?? ""}`}`,
    stays: true,
    valuesOf: fromBill,
    save: async (values: Values, to) => {
      const parties = { ownerId: patient?.ownerId ?? "", patientId: patient?.id ?? "" };
      const visit = { ...(recordId && { medicalRecordIds: [recordId] }), ...(appointmentId && { appointmentId }) };
      return bills.save(to, { ...parties, ...visit, ...read((reader) => toBill(values, currency, reader)) });
    },
    saved: (saved: Bill, sent) => void settle(saved, sent),
  });

  async function settle(saved: Bill, sent: Values) {
    const issue = issuing.current;
    issuing.current = false;
    let now = saved;
    try {
      if (issue) now = await issuance.run((key) => issueBill(saved, key));
      toast(issue ? t.bill.issued(now.billNumber) : t.bill.saved);
    } catch (error) {
      toast(problemText(t, error), { failed: true });
    }
    if (bill) form.rebase(sent, fromBill(saved), saved.version);
    queryClient.setQueryData(bills.one(now.id).queryKey, now);
    void refreshAll("bill", "summary");
    if (!bill) void navigate(`/bills/${now.id}`, { replace: true });
  }

  return {
    form,
    /** Nobody is asked about an amount that can't be read. */
    canIssue: () => form.check((values) => read((reader) => toBill(values, currency, reader))),
    saveAndIssue: () => {
      issuing.current = true;
      form.submit();
    },
  };
}
