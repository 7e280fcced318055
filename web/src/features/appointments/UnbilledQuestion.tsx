import type { Appointment } from "@/api/types";
import { refreshAll } from "@/api/queries";
import { useTexts } from "@/i18n/language";
import { read } from "@/typed/reader";
import { LinkButton } from "@/ui/LinkButton";
import { TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormDialog } from "@/ui/FormDialog";
import { billNothing } from "./billing";

interface UnbilledProps {
  appointment: Appointment;
  /** It is kept why nothing is charged. */
  onKept: () => void;
  onClose: () => void;
}

/** Before a visit is done of which there is no bill. */
export function UnbilledQuestion({ appointment, onKept, onClose }: UnbilledProps) {
  const t = useTexts();
  const form = useForm({
    initial: { reason: "" },
    save: ({ reason }, { key }) => {
      const why = read((reader) => reader.name("reason", reason));
      return billNothing(appointment, t.today.noChargeLine(why), key);
    },
    saved: () => {
      void refreshAll("bill", "summary");
      onKept();
    },
  });
  const { id, patient } = appointment;
  return (
    <FormDialog
      title={t.today.unbilledTitle(patient.name)}
      form={form}
      onClose={onClose}
      submit={t.today.noCharge}
      extra={<LinkButton to={`/bills/new?patient=${patient.id}&appointment=${id}`}>{t.today.billNow}</LinkButton>}
    >
      <p className="mb-4">{t.today.unbilledText}</p>
      <TextField label={t.bill.reason} {...form.bind("reason")} autoFocus required />
    </FormDialog>
  );
}
