import type { ReactElement, ReactNode } from "react";
import type { useList } from "@/api/queries";
import { useTexts } from "@/i18n/language";
import { Button } from "./Button";
import { Failed, Loading } from "./states";

type Listing = Omit<ReturnType<typeof useList<unknown>>, "data">;

interface ListedProps {
  list: Listing;
  empty: ReactElement;
  /** How many lines stand in for those that aren't there yet. */
  lines?: number;
  /** The rows fetch the next page as it is scrolled to. */
  scrolls?: boolean;
  children: ReactNode;
}

/** A list's rows, or why there are none; below them the way to more. */
export function Listed({ list, empty, lines = 3, scrolls, children }: ListedProps) {
  if (list.isPending) return <Loading rows={lines} />;
  if (list.isError && !list.rows.length) return <Failed error={list.error} retry={() => void list.refetch()} />;
  if (!list.rows.length) return empty;
  return (
    <>
      {children}
      {!scrolls && <More list={list} />}
    </>
  );
}

function More({ list }: { list: Listing }) {
  const t = useTexts();
  if (!list.hasNextPage) return null;
  return (
    <Button className="m-4" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
      {list.isFetchingNextPage ? t.app.more : t.act.next}
    </Button>
  );
}
