import { Archive, Pencil, Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import type { PriceItem } from "@/api/types";
import { useMay } from "@/app/permissions";
import { useClinic, useFormat } from "@/i18n/clinic";
import { refreshAll, useList } from "@/api/queries";
import { digitsOf } from "@/features/bills/totals";
import { useTexts } from "@/i18n/language";
import { type Reader, read } from "@/typed/reader";
import { line } from "@/typed/text";
import { archive } from "@/ui/archive";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { EditDialog } from "@/ui/EditDialog";
import { Filter } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { Card } from "@/ui/Page";
import { useParams } from "@/ui/params";
import { Empty, Failed, Loading } from "@/ui/states";
import { toast } from "@/ui/toast";
import { priceItems } from "./calls";
import { Frame } from "./Frame";

export function Screen() {
  const t = useTexts();
  const mayWrite = useMay("prices:write");
  const [params, setParams] = useParams();
  const q = useDeferredValue(params.get("q") ?? "");
  const list = useList(["price_item", "list", q], priceItems.list({ limit: 200, q: q || undefined }));
  const [open, setOpen] = useState<PriceItem | "new" | null>(null);
  const groups = [...new Set(list.rows.map((each) => each.category ?? ""))].sort();
  return (
    <Frame
      page="prices"
      actions={
        <>
          <Filter label={t.prices.filter} value={params.get("q") ?? ""} onChange={(value) => setParams({ q: value })} />
          {mayWrite && (
            <Button look="primary" icon={<Plus size={16} />} onClick={() => setOpen("new")}>
              {t.prices.new}
            </Button>
          )}
        </>
      }
    >
      {list.isPending && <Loading rows={10} />}
      {list.isError && <Failed error={list.error} retry={() => void list.refetch()} />}
      {list.data && !list.rows.length && <Empty text={t.state.emptyFilter} />}
      <div className="gap-4 lg:columns-2">
        {groups.map((group) => (
          <Card key={group} {...(group ? { title: group } : {})} className="mb-4 break-inside-avoid">
            <ul className="divide-y divide-line">
              {list.rows
                .filter((each) => (each.category ?? "") === group)
                .map((each) => (
                  <Price key={each.id} price={each} onEdit={mayWrite ? () => setOpen(each) : undefined} />
                ))}
            </ul>
          </Card>
        ))}
      </div>
      {list.hasNextPage && <Button onClick={() => void list.fetchNextPage()}>{t.app.more}</Button>}
      {open && <PriceForm price={open === "new" ? undefined : open} onClose={() => setOpen(null)} />}
    </Frame>
  );
}

function Price({ price, onEdit }: { price: PriceItem; onEdit: (() => void) | undefined }) {
  const t = useTexts();
  const format = useFormat();
  const remove = () =>
    archive({
      texts: t,
      remove: () => priceItems.archive(price),
      restore: () => priceItems.restore(price.id),
      names: ["price_item", "pick"],
      done: t.prices.archived,
    });
  return (
    <li className="nums flex min-h-11 items-center gap-3 px-4">
      <span className="min-w-0 flex-1 truncate">{price.name}</span>
      {price.taxable === false && <Badge>{t.prices.exempt}</Badge>}
      {format.money(price.unitPrice)}
      {onEdit && (
        <span className="-me-2 flex">
          <IconButton label={`${t.act.edit}: ${price.name}`} onClick={onEdit}>
            <Pencil size={15} />
          </IconButton>
          <IconButton label={`${t.act.archive}: ${price.name}`} onClick={() => void remove()}>
            <Archive size={15} />
          </IconButton>
        </span>
      )}
    </li>
  );
}

const fromPrice = (object: unknown) => {
  const { name, category, unitPrice, taxable } = object as PriceItem;
  return { name, category: category ?? "", unitPrice: String(unitPrice), taxable: taxable ?? true };
};
const NEW: ReturnType<typeof fromPrice> = { name: "", category: "", unitPrice: "", taxable: true };

const toPrice = (values: typeof NEW, currency: string, reader: Reader) => ({
  ...values,
  name: reader.name("name", values.name),
  category: line(values.category),
  unitPrice: reader.needed("unitPrice", values.unitPrice, digitsOf(currency)),
});

function PriceForm({ price, onClose }: { price: PriceItem | undefined; onClose: () => void }) {
  const t = useTexts();
  const { currency } = useClinic();
  const form = useForm({
    initial: price ? fromPrice(price) : NEW,
    version: price?.version ?? 0,
    valuesOf: fromPrice,
    id: price?.id,
    save: (values: typeof NEW, to) =>
      priceItems.save(
        to,
        read((reader) => toPrice(values, currency, reader)),
      ),
    saved: () => {
      toast(t.prices.saved);
      void refreshAll("price_item", "pick");
      onClose();
    },
  });
  return (
    <EditDialog
      title={price ? t.prices.edit : t.prices.new}
      form={form}
      onClose={onClose}
      fields={[
        { name: "name", label: t.prices.name, required: true, wide: true },
        { name: "category", label: t.prices.category },
        { name: "unitPrice", label: t.prices.price, kind: "number", required: true },
        { name: "taxable", label: t.prices.taxable, kind: "check" },
      ]}
    />
  );
}
