import { useQuery } from "@tanstack/react-query";
import { LayoutTemplate } from "lucide-react";
import { useState } from "react";
import type { RecordTemplate } from "@/api/types";
import { useTexts } from "@/i18n/language";
import { buttonLook } from "@/ui/Button";
import { Menu, MenuItem, MenuLine, MenuText } from "@/ui/Menu";
import { useOwnToast } from "@/ui/toast";
import { templatesQuery } from "./calls";
import { ResourceForm } from "@/features/ResourceForm";
import { TEMPLATES, TemplatesDialog } from "./TemplatesDialog";
import { type Values, withTemplate } from "./values";

interface MenuProps {
  values: Values;
  onInsert: (values: Values) => void;
}

/** Texts to begin with, below what stands there already; a wrong one is undone from the toast. */
export function TemplateMenu({ values, onInsert }: MenuProps) {
  const t = useTexts();
  const templates = useQuery(templatesQuery);
  const toast = useOwnToast();
  const [open, setOpen] = useState<"list" | "new" | null>(null);
  const insert = (template: RecordTemplate) => {
    onInsert(withTemplate(values, template));
    toast(t.chart.inserted(template.name), { undo: () => onInsert(values) });
  };
  return (
    <>
      <Menu
        label={t.chart.templates}
        className={`${buttonLook()} text-ink!`}
        trigger={
          <>
            <LayoutTemplate size={16} aria-hidden /> {t.chart.templates}
          </>
        }
      >
        {templates.data?.map((template) => (
          <MenuItem key={template.id} onClick={() => insert(template)}>
            {template.name}
          </MenuItem>
        ))}
        {templates.data?.length === 0 && <MenuText>{t.template.none}</MenuText>}
        <MenuLine />
        <MenuItem onClick={() => setOpen("new")}>{t.chart.fromThis}</MenuItem>
        <MenuItem onClick={() => setOpen("list")}>{t.chart.manage}</MenuItem>
      </Menu>
      {open === "list" && <TemplatesDialog onClose={() => setOpen(null)} />}
      {open === "new" && <ResourceForm of={TEMPLATES} begin={values} wide onClose={() => setOpen(null)} />}
    </>
  );
}
