import { Archive, ArchiveRestore, Pencil } from "lucide-react";
import type { ReactNode } from "react";
import type { Resource, Thing } from "@/app/resource";
import { namesOf, refreshShown } from "@/app/shown";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { archive } from "@/ui/archive";
import { Badge } from "@/ui/Badge";
import { IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { type Field, type Fields, shownOf, valuesOf } from "@/ui/fields";
import { textOf } from "@/ui/merge";
import { problemText } from "@/ui/problemText";
import { toast } from "@/ui/toast";

interface RowsProps<T extends Thing, F extends Fields> {
  of: Omit<Resource<T, F>, "list" | "save">;
  rows: T[];
  /** None: for who may not write. */
  onEdit: ((thing: T) => void) | undefined;
  /** What a row says; the table's listed fields, if nothing is said. */
  children?: (thing: T) => ReactNode;
  className?: string;
}

/** Things of a plain resource below one another, each with what can be done with it. */
export function ResourceRows<T extends Thing, F extends Fields>(props: RowsProps<T, F>) {
  const { of, rows, onEdit, children, className } = props;
  const listed = of.fields(useTexts()).filter((field) => field.listed);
  return (
    <ul className={cx("divide-y divide-line", className)}>
      {rows.map((thing) => (
        <li key={thing.id} className="nums flex min-h-11 items-center gap-3 px-4 py-0.5">
          {children?.(thing) ?? <Said fields={listed} thing={thing} />}
          {onEdit && <Acts of={of} thing={thing} name={nameOf(listed, thing)} onEdit={() => onEdit(thing)} />}
        </li>
      ))}
    </ul>
  );
}

const nameOf = ([first]: Field[], thing: object) => (first ? textOf(valuesOf([first], thing)[first.name]) : "");

/** On a phone what doesn't fit beside the name goes below it. */
function Said({ fields: [first, ...others], thing }: { fields: Field[]; thing: object }) {
  return (
    <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-0.5">
      {first && (
        <span className="min-w-0 flex-1 basis-32 truncate">
          <Text field={first} thing={thing} />
        </span>
      )}
      {others.map((field) => (
        <Text key={field.name} field={field} thing={thing} labelled />
      ))}
    </span>
  );
}

function Text({ field, thing, labelled }: { field: Field; thing: object; labelled?: boolean }) {
  const t = useTexts();
  const format = useFormat();
  const value = valuesOf([field], thing)[field.name];
  const text = field.kind === "check" ? value && field.label : shownOf(field, value, t, format);
  if (!text || !labelled) return text;
  if (field.kind === "check" || field.kind === "choice") return <Badge>{text}</Badge>;
  return (
    <span className="min-w-0 truncate text-sm text-muted">
      {field.label}: {text}
    </span>
  );
}

interface ActsProps<T extends Thing> {
  of: Pick<Resource<T, Fields>, "kind" | "words" | "archive" | "restore">;
  thing: T;
  name: string;
  onEdit: () => void;
}

function Acts<T extends Thing>({ of, thing, name, onEdit }: ActsProps<T>) {
  const t = useTexts();
  const restore = () => of.restore(thing.id);
  const remove = () =>
    archive({
      texts: t,
      remove: () => of.archive(thing),
      restore,
      names: namesOf(of.kind),
      done: of.words(t).archived,
    });
  const bringBack = () =>
    restore()
      .then(() => refreshShown(of.kind))
      .catch((error: unknown) => toast(problemText(t, error), { failed: true }));
  const act = (label: string, icon: ReactNode, run: () => unknown) => (
    <IconButton label={`${label}: ${name}`} onClick={() => void run()}>
      {icon}
    </IconButton>
  );
  if (thing.archivedAt)
    return <span className="-me-2">{act(t.act.restore, <ArchiveRestore size={15} />, bringBack)}</span>;
  return (
    <span className="-me-2 flex">
      {act(t.act.edit, <Pencil size={15} />, onEdit)}
      {act(t.act.archive, <Archive size={15} />, remove)}
    </span>
  );
}
