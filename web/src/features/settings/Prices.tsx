import { useDeferredValue } from "react";
import { useList } from "@/api/queries";
import { resource } from "@/app/resource";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { ResourceRows } from "@/features/ResourceRows";
import { useEditor } from "@/features/useEditor";
import { Badge } from "@/ui/Badge";
import { Filter } from "@/ui/Field";
import { Listed } from "@/ui/Listed";
import { Card } from "@/ui/Page";
import { useParams } from "@/ui/params";
import { Empty } from "@/ui/states";
import { Frame } from "./Frame";

const PRICES = resource("/price-items", "price_item", {
  write: "prices:write",
  words: (t) => t.prices,
  fields: (t) => [
    { name: "name", label: t.prices.name, required: true, wide: true, listed: true },
    { name: "category", label: t.prices.category },
    { name: "unitPrice", label: t.prices.price, kind: "money", required: true },
    { name: "taxable", label: t.prices.taxable, kind: "check", begin: true },
  ],
});

export function Screen() {
  const t = useTexts();
  const format = useFormat();
  const [params, setParams] = useParams();
  const typed = params.get("q") ?? "";
  const q = useDeferredValue(typed);
  const list = useList(["price_item", "list", q], PRICES.list({ limit: 200, q: q || undefined }));
  const editor = useEditor(PRICES);
  const groups = [...new Set(list.rows.map((each) => each.category ?? ""))].sort();
  const empty = q ? (
    <Empty text={t.state.emptyFilter} />
  ) : (
    <Empty text={t.prices.none}>{editor.add({ look: "primary" })}</Empty>
  );
  return (
    <Frame
      page="prices"
      actions={
        <>
          <Filter label={t.prices.filter} value={typed} onChange={(value) => setParams({ q: value })} />
          {editor.add({ look: "primary" })}
        </>
      }
    >
      <Listed list={list} empty={empty} lines={10}>
        <div className="gap-4 lg:columns-2">
          {groups.map((group) => (
            <Card key={group} {...(group ? { title: group } : {})} className="mb-4 break-inside-avoid">
              <ResourceRows
                of={PRICES}
                rows={list.rows.filter((each) => (each.category ?? "") === group)}
                onEdit={editor.edit}
              >
                {({ name, taxable, unitPrice }) => (
                  <>
                    <span className="min-w-0 flex-1 truncate">{name}</span>
                    {taxable === false && <Badge>{t.prices.exempt}</Badge>}
                    {format.money(unitPrice)}
                  </>
                )}
              </ResourceRows>
            </Card>
          ))}
        </div>
      </Listed>
      {editor.dialog}
    </Frame>
  );
}
