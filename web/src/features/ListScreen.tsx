import type { ReactNode } from "react";
import { type ListPage, useList } from "@/api/queries";
import type { SearchFilters } from "@/api/types";
import { addressOf, type ScreenKind, SHOWN } from "@/app/shown";
import { useTexts } from "@/i18n/language";
import { Check, Filter } from "@/ui/Field";
import { Card, Page } from "@/ui/Page";
import { sortOf, useParams } from "@/ui/params";
import type { Column } from "@/ui/VirtualTable";
import { Found, List } from "./SearchOrList";

interface ListScreenProps<T, F, S extends string> {
  kind: ScreenKind; // the search finds no bills
  action: ReactNode;
  /** Between the title and the list. */
  above?: ReactNode;
  /** In place of the list once something is typed; its box comes before the filters. */
  search?: { box: string; head: string; filters: SearchFilters };
  /** The filters' controls, and what they say now. */
  controls: ReactNode;
  filters: F;
  sorts: readonly S[];
  load: (query: F & { sort: S | undefined }) => (cursor: string | undefined) => Promise<ListPage<T>>;
  columns: Column<T>[];
  empty: string;
  children?: ReactNode;
}

/** A list over the whole window: what it is narrowed to and sorted by stands in the address. */
export function ListScreen<T extends { id: string }, F extends object, S extends string>(
  props: ListScreenProps<T, F, S>,
) {
  const { kind, search, columns, empty } = props;
  const t = useTexts();
  const [params, setParams] = useParams();
  const q = (search && params.get("q")) ?? "";
  const query = { ...props.filters, sort: sortOf(params, props.sorts) };
  const list = useList([kind, "list", query], props.load(query));
  const title = SHOWN[kind].title(t);
  return (
    <Page title={title} actions={props.action} fill>
      {props.above}
      <Card className="flex min-h-0 flex-1 flex-col">
        {/* A screen's own finder has its label above it. */}
        <div className={`${search ? "items-center" : "items-end overflow-x-auto"} ${BAR}`}>
          {search && <Filter label={search.box} value={q} onChange={(value) => setParams({ q: value })} />}
          {props.controls}
        </div>
        {search && q && kind !== "bill" ? (
          <Found q={q} type={kind} label={search.head} filters={search.filters} />
        ) : (
          <List
            {...{ list, columns, empty, label: title }}
            keyOf={(row) => row.id}
            linkOf={(row) => addressOf(kind, row.id)}
            sorting={{ sort: query.sort, onSort: (to) => setParams({ sort: to }) }}
          />
        )}
      </Card>
      {props.children}
    </Page>
  );
}

const BAR = "flex flex-wrap gap-x-4 gap-y-2 border-b border-line px-4 py-2.5";

export const isArchived = (params: URLSearchParams) => params.get("archived") === "1";

export function ArchivedFilter() {
  const t = useTexts();
  const [params, setParams] = useParams();
  return (
    <Check
      label={t.state.archivedBadge}
      checked={isArchived(params)}
      onChange={(on) => setParams({ archived: on ? "1" : null })}
    />
  );
}
