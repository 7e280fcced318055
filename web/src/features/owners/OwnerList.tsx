import { Plus } from "lucide-react";
import { useNavigate } from "react-router";
import type { Owner } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { ArchivedFilter, isArchived, ListScreen } from "@/features/ListScreen";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { useParams } from "@/ui/params";
import type { Column } from "@/ui/VirtualTable";
import { OWNER_SORTS, owners } from "./calls";
import { OwnerForm } from "./OwnerForm";

const PAGE = 200;

export function Screen() {
  const t = useTexts();
  const format = useFormat();
  const navigate = useNavigate();
  const [params, setParams] = useParams();
  const archived = isArchived(params);
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
    <ListScreen
      kind="owner"
      action={add}
      search={{ box: t.owner.filter, head: t.owner.name, filters: { archived } }}
      controls={<ArchivedFilter />}
      filters={{ archived }}
      sorts={OWNER_SORTS}
      load={(query) => owners.list({ limit: PAGE, ...query })}
      columns={columns}
      empty={archived ? t.state.emptyFilter : t.owner.none}
    >
      {params.get("new") && (
        <OwnerForm onClose={() => setParams({ new: null })} onSaved={(owner) => void navigate(`/owners/${owner.id}`)} />
      )}
    </ListScreen>
  );
}
