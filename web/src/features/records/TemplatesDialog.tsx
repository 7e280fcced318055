import { Archive, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import type { RecordTemplate } from "@/api/types";
import { refreshAll } from "@/api/queries";
import { useTexts } from "@/i18n/language";
import { archive } from "@/ui/archive";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { Dialog, DialogButtons } from "@/ui/Dialog";
import { EditDialog } from "@/ui/EditDialog";
import { useForm } from "@/ui/form";
import { toast } from "@/ui/toast";
import { recordTemplates } from "./calls";
import { fromRecord, TYPES, type Values, WRITTEN } from "./values";

export function TemplatesDialog({ templates, onClose }: { templates: RecordTemplate[]; onClose: () => void }) {
  const t = useTexts();
  const [open, setOpen] = useState<RecordTemplate | "new" | null>(null);
  const remove = (template: RecordTemplate) =>
    archive({
      texts: t,
      remove: () => recordTemplates.archive(template),
      restore: () => recordTemplates.restore(template.id),
      names: ["record_template"],
      done: t.chart.templateArchived,
    });
  return (
    <Dialog title={t.chart.templates} onClose={onClose}>
      {!templates.length && <p className="text-muted">{t.chart.noTemplates}</p>}
      <ul className="-mx-5 divide-y divide-line">
        {templates.map((each) => (
          <li key={each.id} className="flex min-h-11 items-center gap-3 px-5">
            <span className="min-w-0 flex-1 truncate">{each.name}</span>
            <Badge>{t.record.types[each.recordType ?? "treatment"]}</Badge>
            <span className="-me-2 flex">
              <IconButton label={`${t.act.edit}: ${each.name}`} onClick={() => setOpen(each)}>
                <Pencil size={15} />
              </IconButton>
              <IconButton label={`${t.act.archive}: ${each.name}`} onClick={() => void remove(each)}>
                <Archive size={15} />
              </IconButton>
            </span>
          </li>
        ))}
      </ul>
      <DialogButtons>
        <Button icon={<Plus size={16} />} onClick={() => setOpen("new")}>
          {t.chart.newTemplate}
        </Button>
      </DialogButtons>
      {open && <TemplateForm {...(open === "new" ? {} : { template: open })} onClose={() => setOpen(null)} />}
    </Dialog>
  );
}

type Fields = Pick<Values, "recordType" | (typeof WRITTEN)[number]> & { name: string };

function fieldsOf(object: unknown): Fields {
  const { recordType, symptoms, diagnosis, treatment, notes } = fromRecord(object);
  return { name: (object as { name?: string }).name ?? "", recordType, symptoms, diagnosis, treatment, notes };
}

interface FormProps {
  template?: RecordTemplate;
  /** What a new one begins with. */
  begin?: Values;
  onClose: () => void;
}

export function TemplateForm({ template, begin, onClose }: FormProps) {
  const t = useTexts();
  const form = useForm({
    initial: fieldsOf(template ?? {}),
    typed: begin && fieldsOf(begin),
    version: template?.version ?? 0,
    valuesOf: fieldsOf,
    id: template?.id,
    save: (values: Fields, to) => recordTemplates.save(to, values),
    saved: () => {
      toast(t.chart.templateSaved);
      void refreshAll("record_template");
      onClose();
    },
  });
  const types = TYPES.map((each) => [each, t.record.types[each]] as const);
  return (
    <EditDialog
      title={template ? t.chart.editTemplate : t.chart.newTemplate}
      form={form}
      onClose={onClose}
      wide
      fields={[
        { name: "name", label: t.chart.templateName, required: true },
        { name: "recordType", label: t.record.type, kind: "choice", options: types },
        ...WRITTEN.map((name) => ({ name, label: t.record[name], kind: "prose" as const })),
      ]}
    />
  );
}
