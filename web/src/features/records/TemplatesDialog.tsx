import { resource } from "@/app/resource";
import { useTexts } from "@/i18n/language";
import { ResourceList } from "@/features/ResourceList";
import { Dialog } from "@/ui/Dialog";
import { TYPES, WRITTEN } from "./values";

export const TEMPLATES = resource("/record-templates", "record_template", {
  write: "records:write",
  words: (t) => t.template,
  fields: (t) => [
    { name: "name", label: t.template.name, required: true, listed: true },
    {
      name: "recordType",
      label: t.record.type,
      kind: "choice",
      options: TYPES.map((each) => [each, t.record.types[each]] as const),
      listed: true,
    },
    ...WRITTEN.map((name) => ({ name, label: t.record[name], kind: "prose" as const })),
  ],
});

const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name);

export function TemplatesDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  return (
    <Dialog title={t.chart.templates} onClose={onClose}>
      <ResourceList of={TEMPLATES} order={byName} wideForm inDialog />
    </Dialog>
  );
}
