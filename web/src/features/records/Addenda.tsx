import { useQuery } from "@tanstack/react-query";
import type { Draft, Record } from "@/api/types";
import { useMay } from "@/app/permissions";
import { useFormat } from "@/i18n/clinic";
import { refreshAll } from "@/api/queries";
import type { Texts } from "@/i18n/en";
import { useTexts } from "@/i18n/language";
import { prose } from "@/typed/text";
import { Button } from "@/ui/Button";
import { TextArea } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormState } from "@/ui/FormState";
import { sendsOnKeys } from "@/ui/keys";
import { Card } from "@/ui/Page";
import { Failed, Loading } from "@/ui/states";
import { toast } from "@/ui/toast";
import { addAddendum, addendaQuery, discardDraft } from "./calls";
import { WRITTEN } from "./values";

export function Addenda({ record, draft }: { record: Record; draft: Draft | null }) {
  const t = useTexts();
  const format = useFormat();
  const mayWrite = useMay("records:write");
  const addenda = useQuery(addendaQuery(record.id));
  return (
    <Card title={t.chart.addenda}>
      {addenda.isPending && <Loading rows={2} />}
      {addenda.isError && <Failed error={addenda.error} retry={() => void addenda.refetch()} />}
      {addenda.data?.length === 0 && <p className="p-4 text-muted">{t.chart.noAddenda}</p>}
      <ol aria-label={t.chart.addenda} className="divide-y divide-line">
        {[...(addenda.data ?? [])].reverse().map((each) => (
          <li key={each.id} className="px-4 py-3">
            <p className="text-sm text-muted">{[format.instant(each.at), each.author].filter(Boolean).join(" · ")}</p>
            <p className="mt-1 whitespace-pre-wrap">{each.text}</p>
          </li>
        ))}
      </ol>
      {mayWrite && <NewAddendum record={record} draft={draft} />}
    </Card>
  );
}

function NewAddendum({ record, draft }: { record: Record; draft: Draft | null }) {
  const t = useTexts();
  const left = draft ? changesOf(t, record, draft) : "";
  const form = useForm({
    initial: { text: "" },
    save: ({ text }: { text: string }, { key }) => addAddendum(record.id, prose(text), key),
    saved: () => {
      toast(t.chart.addendumAdded);
      form.rebase({ text: form.values.text }, { text: "" }, 0);
      void drop();
      void refreshAll("record", "summary", "search", "stats");
    },
  });
  async function drop() {
    if (draft) await discardDraft(draft.id).catch(() => undefined);
    await refreshAll("draft");
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a shortcut beside the button
    <form onSubmit={form.submit} onKeyDown={sendsOnKeys(form.submit)} noValidate className="border-t border-line p-4">
      {left && !form.dirty && (
        <div className="mb-3 flex flex-wrap items-center gap-2 rounded-lg bg-warn-soft px-4 py-2 text-warn">
          <span>{t.chart.leftDraft}</span>
          <span className="ms-auto flex gap-2">
            <Button small onClick={() => void drop()}>
              {t.act.discard}
            </Button>
            <Button small onClick={() => form.set("text", left)}>
              {t.chart.intoAddendum}
            </Button>
          </span>
        </div>
      )}
      <TextArea label={t.chart.addendum} hint={t.chart.addendumHint} {...form.bind("text")} />
      <div className="mt-3 flex justify-end">
        <Button type="submit" look="primary" disabled={form.busy && !form.waiting}>
          {form.busy ? t.act.saving : t.chart.addAddendum}
        </Button>
      </div>
      <FormState form={form} />
    </form>
  );
}

/** What a draft says otherwise than the signed record, as text. */
function changesOf(t: Texts, record: Record, draft: Draft): string {
  const changed = WRITTEN.filter((name) => draft[name] && draft[name] !== record[name]);
  return changed.map((name) => `${t.record[name]}: ${draft[name]}`).join("\n");
}
