import { type ReactNode, useState } from "react";
import { useList } from "@/api/queries";
import type { Resource, Thing } from "@/app/resource";
import { useTexts } from "@/i18n/language";
import { cx } from "@/ui/cx";
import { DialogButtons } from "@/ui/Dialog";
import { Check } from "@/ui/Field";
import type { Fields } from "@/ui/fields";
import { Listed } from "@/ui/Listed";
import { ResourceRows } from "./ResourceRows";
import { useEditor } from "./useEditor";

const PAGE = 200;

interface ResourceListProps<T extends Thing, F extends Fields, Of extends object> {
  of: Resource<T, F, Of>;
  /** Whose they are: what the list is narrowed to, and a new one sent with. */
  given?: Of;
  /** Where it isn't the API's. */
  order?: (one: T, other: T) => number;
  wideForm?: boolean;
  /** As all that a dialog holds; otherwise in a card. */
  inDialog?: boolean;
}

/** All that a card or a dialog needs for a plain resource: the list, and whatever can be done with it. */
export function ResourceList<T extends Thing, F extends Fields, Of extends object>({
  of,
  given,
  order,
  wideForm = false,
  inDialog = false,
}: ResourceListProps<T, F, Of>) {
  const t = useTexts();
  const [archived, setArchived] = useState(false);
  const query = { ...(given ?? ({} as Of)), archived, limit: PAGE };
  const list = useList([of.kind, "list", query], of.list(query));
  const editor = useEditor(of, { given, wide: wideForm });
  const Foot = inDialog ? DialogButtons : CardFoot;
  return (
    <>
      <Listed
        list={list}
        empty={
          <p className={cx("text-muted", !inDialog && "p-4")}>{archived ? t.state.emptyFilter : of.words(t).none}</p>
        }
      >
        <ResourceRows
          of={of}
          rows={order ? list.rows.toSorted(order) : list.rows}
          onEdit={editor.edit}
          {...(inDialog && { className: "-mx-5 *:px-5" })}
        />
      </Listed>
      <Foot>
        <Check label={t.state.archivedBadge} checked={archived} onChange={setArchived} />
        {editor.add()}
      </Foot>
      {editor.dialog}
    </>
  );
}

const CardFoot = ({ children }: { children: ReactNode }) => (
  <div className="no-print flex flex-wrap items-center justify-end gap-x-4 gap-y-2 border-t border-line px-4 py-2">
    {children}
  </div>
);
