import { Receipt, Save } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { isProblem } from "@/api/problem";
import { useSession } from "@/api/session";
import type { Draft, Patient, Record } from "@/api/types";
import { useMay } from "@/app/permissions";
import { useFormat } from "@/i18n/clinic";
import { doctorOf } from "@/app/doctor";
import { queryClient, refreshAll } from "@/api/queries";
import { DoctorField } from "@/features/DoctorField";
import { PatientPicker } from "@/features/patients/PatientPicker";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { read } from "@/typed/reader";
import { Button } from "@/ui/Button";
import { LinkButton } from "@/ui/LinkButton";
import { DayField, Select, TextArea } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormState } from "@/ui/FormState";
import { sendsOnKeys } from "@/ui/keys";
import { Card, Page } from "@/ui/Page";
import { PdfButtons } from "@/ui/PdfButtons";
import { toast, useOwnToast } from "@/ui/toast";
import { Earlier, PatientLine } from "./Beside";
import { recordQuery, saveRecord } from "./calls";
import { DraftBack, DraftBadge } from "./Drafts";
import { SignButton } from "./SignButton";
import { TemplateMenu } from "./Templates";
import { useDraft } from "./useDraft";
import { fromDraft, fromRecord, labelsOf, NEW_RECORD, shownOf, toRecord, TYPES, type Values } from "./values";
import { VersionsButton } from "./Versions";

export interface Base {
  values: Values;
  version: number;
}

interface EditorProps {
  record?: Record;
  patient?: Patient | undefined;
  draft: Draft | null;
  /** What the draft began with, where the record has changed since. */
  base: Base | null;
  /** Begins anew with the record as it is now. */
  again?: () => void;
}

export function RecordEditor(props: EditorProps) {
  const { record, patient, draft } = props;
  const t = useTexts();
  const navigate = useNavigate();
  const mayWrite = useMay("records:write");
  const { form, keeper, restored, discard } = useRecordForm(props);
  if (!patient)
    return (
      <Page title={t.record.new}>
        <Card className="max-w-2xl p-4">
          <PatientPicker
            name=""
            autoFocus
            onPick={({ id }) => void navigate(`/records/new?patient=${id}`, { replace: true })}
          />
          <p className="mt-3 text-sm text-muted">{t.chart.pickFirst}</p>
        </Card>
      </Page>
    );
  return (
    <Page
      title={record ? `${patient.name} · ${t.record.types[form.values.recordType]}` : t.record.new}
      beside={<DraftBadge state={keeper.state} dirty={form.dirty} savedAt={record?.updatedAt} />}
      pdf={record && <RecordPdf record={record} />}
      actions={
        <>
          {record && <Tools record={record} patient={patient} />}
          {mayWrite && <TemplateMenu values={form.values} onInsert={form.setAll} />}
          {record && <SignButton record={record} dirty={form.dirty} again={props.again} />}
          {mayWrite && (
            <Button
              look="primary"
              icon={<Save size={16} />}
              disabled={form.busy && !form.waiting}
              onClick={() => form.submit()}
            >
              {form.busy && !form.waiting ? t.act.saving : t.act.save}
            </Button>
          )}
        </>
      }
    >
      <PatientLine patient={patient} />
      {!mayWrite && <p className="mb-4 rounded-lg bg-info-soft px-4 py-2 text-info">{t.record.readOnly}</p>}
      {draft && restored && form.dirty && (
        <DraftBack at={draft.updatedAt} moved={props.base !== null} onDiscard={discard} />
      )}
      <div className="flex gap-4 max-lg:flex-col">
        <Card className="flex-1 p-4">
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a shortcut beside the button */}
          <form onSubmit={form.submit} onKeyDown={sendsOnKeys(form.submit)} noValidate>
            <fieldset disabled={!mayWrite} className="grid gap-4 sm:grid-cols-3">
              <DayField label={t.record.date} {...form.bind("visitDate")} />
              <Select
                label={t.record.type}
                {...form.choose("recordType")}
                options={TYPES.map((each) => [each, t.record.types[each]])}
              />
              <DoctorField
                label={t.record.doctor}
                value={form.values.veterinarian}
                onChange={(veterinarian) => form.set("veterinarian", veterinarian)}
                error={form.errors.veterinarian ?? form.errors.veterinarianId}
              />
              {(["symptoms", "diagnosis", "treatment"] as const).map((name) => (
                <TextArea
                  key={name}
                  label={t.record[name]}
                  hint={t.record[`${name}Hint`]}
                  autoFocus={name === "symptoms" && !record}
                  className="sm:col-span-3"
                  {...form.bind(name)}
                />
              ))}
              <TextArea label={t.record.notes} className="sm:col-span-3" {...form.bind("notes")} />
            </fieldset>
          </form>
        </Card>
        <Earlier patientId={patient.id} except={record?.id} />
      </div>
      <FormState
        form={form}
        labels={labelsOf(t)}
        show={shownOf(t)}
        guard={form.dirty && keeper.state.is === "failed"}
      />
    </Page>
  );
}

export const RecordPdf = ({ record: { id, patient, visitDate } }: { record: Record }) => (
  <PdfButtons of="record" id={id} name={`${patient.name}-${visitDate}`} />
);

export function Tools({ record, patient }: { record: Record; patient: Patient }) {
  const t = useTexts();
  return (
    <>
      <VersionsButton id={record.id} />
      <LinkButton to={`/bills/new?patient=${patient.id}&record=${record.id}`} icon={<Receipt size={16} />}>
        {t.record.bill}
      </LinkButton>
    </>
  );
}

function useRecordForm({ record, patient, draft, base }: EditorProps) {
  const t = useTexts();
  const navigate = useNavigate();
  const fresh = useFresh(patient);
  const ownToast = useOwnToast();
  const [restored, setRestored] = useState(draft !== null);
  const form = useForm({
    initial: base?.values ?? (record ? fromRecord(record) : fresh),
    typed: draft ? fromDraft(draft) : undefined,
    version: base?.version ?? record?.version ?? 0,
    valuesOf: fromRecord,
    id: record?.id,
    stays: true,
    save: (values: Values, to) =>
      saveRecord(
        to,
        read((reader) => toRecord(values, reader)),
      ),
    saved: (saved: Record, sent) => {
      toast(t.record.saved);
      setRestored(false);
      keeper.forget();
      queryClient.setQueryData(recordQuery(saved.id).queryKey, saved);
      void refreshAll("record", "summary", "stats");
      if (record) form.rebase(sent, fromRecord(saved), saved.version);
      else setTimeout(() => void navigate(`/records/${saved.id}`, { replace: true }));
    },
    failed: (error) => {
      // Signed meanwhile: the page shows it so, and offers what was typed for an addendum.
      if (isProblem(error, 409) && error.slug === "signed")
        void keeper.settle().then(() => refreshAll("draft", "record"));
      return false;
    },
  });
  const keeper = useDraft(record?.id ?? patient?.id ?? "", draft, form.values, form.dirty, form.version);
  const discard = () => {
    const typed = form.values;
    setRestored(false);
    form.setAll(form.base);
    ownToast(t.chart.dropped, { undo: () => form.setAll(typed) });
  };
  return { form, keeper, restored, discard };
}

function useFresh(patient: Patient | undefined): Values {
  const today = useFormat().today();
  const { user } = useSession();
  const { assignedDoctorId, assignedDoctor } = patient ?? {};
  return {
    ...NEW_RECORD,
    patientId: patient?.id ?? "",
    visitDate: today,
    veterinarian: user?.roles.includes("veterinarian")
      ? doctorOf(user.id, fullName(user))
      : doctorOf(assignedDoctorId, assignedDoctor),
  };
}
