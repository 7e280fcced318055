import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { api, body } from "@/api/client";
import type { SearchFilters, SearchResult } from "@/api/types";
import type { useList } from "@/api/queries";
import { AmendedLine, RecordState } from "@/features/records/Amended";
import { subtitleText } from "@/features/patients/words";
import { addressOf } from "@/app/shown";
import { useTexts } from "@/i18n/language";
import { Listed } from "@/ui/Listed";
import { Empty, Failed, Loading } from "@/ui/states";
import { type Column, type Sorting, VirtualTable } from "@/ui/VirtualTable";

interface ListProps<T> {
  label: string;
  list: ReturnType<typeof useList<T>>;
  columns: Column<T>[];
  keyOf: (row: T) => string;
  linkOf: (row: T) => string;
  empty: string;
  sorting?: Sorting;
}

/** A list in all its states. */
export function List<T>({ label, list, columns, keyOf, linkOf, empty, sorting }: ListProps<T>) {
  return (
    <Listed list={list} empty={<Empty text={empty} />} lines={10} scrolls>
      <VirtualTable
        {...{ label, columns, keyOf, linkOf, sorting }}
        rows={list.rows}
        hasMore={list.hasNextPage && !list.isFetchNextPageError}
        loadingMore={list.isFetchingNextPage}
        loadMore={list.fetchNextPage}
      />
    </Listed>
  );
}

const nothing = () => undefined;

interface FoundProps {
  q: string;
  type: SearchResult["type"];
  label: string;
  /** Those of the list, which count for what is found, too. */
  filters: SearchFilters;
}

/** What the search finds of one kind, in place of the list. */
export function Found({ q, type, label, filters }: FoundProps) {
  const t = useTexts();
  const query = useDeferredValue(q);
  const found = useQuery({
    queryKey: ["search", "of", query, type, filters],
    queryFn: ({ signal }) =>
      body(api.GET("/search", { params: { query: { q: query, kind: type, limit: 100, ...filters } }, signal })),
    placeholderData: (before) => before,
  });
  if (found.isPending) return <Loading rows={10} />;
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const rows = found.data;
  if (!rows.length) return <Empty text={t.state.emptyFilter} />;
  const columns: Column<SearchResult>[] = [
    { head: label, width: "minmax(0,1fr)", cell: (row) => row.title },
    {
      head: t.palette.title,
      width: "minmax(0,2fr)",
      cell: (row) => (
        <>
          <RecordState record={row} />{" "}
          <span className="text-muted">
            {[subtitleText(t, row), ...(row.animals ?? [])].filter(Boolean).join(" · ")}
          </span>{" "}
          <AmendedLine record={row} />
        </>
      ),
    },
  ];
  return (
    <VirtualTable
      {...{ label, rows, columns }}
      keyOf={(row) => row.id}
      linkOf={(row) => addressOf(type, row.id)}
      hasMore={false}
      loadingMore={false}
      loadMore={nothing}
    />
  );
}
