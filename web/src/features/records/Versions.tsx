import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import type { RecordVersion } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Select } from "@/ui/Field";
import { textOf } from "@/ui/merge";
import { Failed, Loading } from "@/ui/states";
import { versionsQuery } from "./calls";
import { fromRecord, labelsOf, shownOf, type Values } from "./values";

export function VersionsButton({ id }: { id: string }) {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<History size={16} />} onClick={() => setOpen(true)}>
        {t.chart.versions}
      </Button>
      {open && <VersionsDialog id={id} onClose={() => setOpen(false)} />}
    </>
  );
}

function VersionsDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTexts();
  const versions = useQuery({ ...versionsQuery(id), staleTime: 0 });
  return (
    <Dialog title={t.chart.versions} wide onClose={onClose}>
      {versions.isPending && <Loading />}
      {versions.isError && <Failed error={versions.error} retry={() => void versions.refetch()} />}
      {versions.data?.length === 0 && <p>{t.chart.noVersions}</p>}
      {versions.data && versions.data.length > 0 && <Compare versions={versions.data} />}
    </Dialog>
  );
}

/** Two of them side by side, at first the last two: all fields of a single one, else those that differ. */
function Compare({ versions }: { versions: RecordVersion[] }) {
  const t = useTexts();
  const format = useFormat();
  const [older, setOlder] = useState(String((versions[1] ?? versions[0])!.version));
  const [newer, setNewer] = useState(String(versions[0]!.version));
  const options = versions.map(({ version, at, author, action }) => {
    const text = t.chart.version(version, format.instant(at), [author, t.chart.actions[action]].join(" "));
    return [String(version), text.trim()] as const;
  });
  const valuesOf = (version: string) => fromRecord(versions.find((each) => String(each.version) === version)?.record);
  const [left, right] = [valuesOf(older), valuesOf(newer)];
  const names = (Object.keys(left) as (keyof Values)[]).filter((name) =>
    older === newer ? textOf(left[name]) : textOf(left[name]) !== textOf(right[name]),
  );
  return (
    <>
      <div className="mb-4 grid gap-3 sm:grid-cols-2">
        <Select label={t.chart.older} value={older} onChange={setOlder} options={options} />
        <Select label={t.chart.newer} value={newer} onChange={setNewer} options={options} />
      </div>
      {versions.length === 1 && <p className="mb-4 text-muted">{t.chart.oneVersion}</p>}
      {!names.length && <p className="text-muted">{t.chart.sameVersions}</p>}
      <dl className="space-y-4">
        {names.map((name) => (
          <div key={name}>
            <dt className="mb-1 text-sm font-semibold">{labelsOf(t)[name]}</dt>
            <dd className="grid gap-2 sm:grid-cols-2">
              <Side name={name} value={left[name]} tone="border-line" />
              {older !== newer && <Side name={name} value={right[name]} tone="border-accent bg-accent-soft" />}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Side({ name, value, tone }: { name: keyof Values; value: unknown; tone: string }) {
  const t = useTexts();
  return (
    <div className={`min-w-0 rounded-lg border p-3 break-words whitespace-pre-wrap ${tone}`}>
      {shownOf(t)(name, value) ?? (textOf(value) || <span className="text-muted">{t.conflict.empty}</span>)}
    </div>
  );
}
