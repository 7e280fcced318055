import { Plus } from "lucide-react";
import { useNavigate } from "react-router";
import type { Owner } from "@/api/types";
import { useFormat } from "@/app/clinic";
import { useList } from "@/api/queries";
import { Found, List } from "@/features/SearchOrList";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { Check, Filter } from "@/ui/Field";
import { Card, Page } from "@/ui/Page";
import { sortOf, useParams } from "@/ui/params";
import type { Column } from "@/ui/VirtualTable";
import { listOwners, OWNER_SORTS } from "./calls";
import { OwnerForm } from "./OwnerForm";

export function Screen() {
  const t = useTexts();
  const format = useFormat();
  const navigate = useNavigate();
  const [params, setParams] = useParams();
  const q = params.get("q") ?? "";
  const archived = params.get("archived") === "1";
  const sort = sortOf(params, OWNER_SORTS);
  const list = useList(["owner", "list", { archived, sort }], listOwners({ archived, sort }));
  const add = (
    <Button look="primary" icon={<Plus size={16} />} onClick={() => setParams({ new: "1" })}>
      {t.owner.new}
    </Button>
  );
  const columns: Column<Owner>[] = [
    { head: t.owner.name, width: "minmax(0,1.2fr)", cell: fullName, sort: "name" },
    { head: t.owner.phone, width: "minmax(0,1fr)", cell: (owner) => owner.phone },
    { head: t.owner.email, width: "minmax(0,1.4fr)", cell: (owner) => owner.email, wide: true },
    { head: t.owner.address, width: "minmax(0,2fr)", cell: (owner) => owner.address, wide: true },
    {
      head: t.owner.since,
      width: "8rem",
      cell: (owner) => format.instant(owner.createdAt, { dateStyle: "medium" }),
      wide: true,
      sort: "created",
    },
  ];
  return (
    <Page title={t.nav.owners} actions={add} fill>
      <Card className="flex min-h-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
          <Filter label={t.owner.filter} value={q} onChange={(value) => setParams({ q: value })} />
          <Check
            label={t.state.archivedBadge}
            checked={archived}
            onChange={(on) => setParams({ archived: on ? "1" : null })}
          />
        </div>
        {q ? (
          <Found q={q} type="owner" label={t.owner.name} filters={{ archived }} />
        ) : (
          <List
            label={t.nav.owners}
            list={list}
            columns={columns}
            keyOf={(owner) => owner.id}
            linkOf={(owner) => `/owners/${owner.id}`}
            sorting={{ sort, onSort: (to) => setParams({ sort: to }) }}
            empty={archived ? t.state.emptyFilter : t.owner.none}
          />
        )}
      </Card>
      {params.get("new") && (
        <OwnerForm onClose={() => setParams({ new: null })} onSaved={(owner) => void navigate(`/owners/${owner.id}`)} />
      )}
    </Page>
  );
}
