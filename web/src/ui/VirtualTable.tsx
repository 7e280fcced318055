import { ChevronDown, ChevronUp } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect } from "react";
import { Link } from "react-router";
import { useTexts } from "@/i18n/language";
import { fromDigits } from "@/typed/number";
import { cx } from "./cx";
import { useRowsInSight } from "./useRowsInSight";

export interface Column<T> {
  head: string;
  /** A track of CSS grid: `2fr`, `8rem`. */
  width: string;
  cell: (row: T) => ReactNode;
  end?: boolean;
  /** Left out on narrow screens. */
  wide?: boolean;
  /** What the list is asked for to be sorted by it; a minus before it turns it round. */
  sort?: string;
}

/** The order that a list is shown in, and how to ask for another: up, down, as it was. */
export interface Sorting {
  sort: string | undefined;
  onSort: (sort: string | null) => void;
}

interface TableProps<T> {
  label: string;
  rows: T[];
  columns: Column<T>[];
  keyOf: (row: T) => string;
  /** Where a row leads; the first column becomes the link. */
  linkOf: (row: T) => string;
  hasMore: boolean;
  loadingMore: boolean;
  loadMore: () => unknown;
  sorting?: Sorting | undefined;
}

const ROW = 44;
const AHEAD = 40; // rows

/** Only the rows in sight are in the document; the next page is asked for before its place is reached. */
export function VirtualTable<T>(props: TableProps<T>) {
  const { rows, columns, hasMore, loadingMore, loadMore } = props;
  const t = useTexts();
  const { box, first, end, measure, show } = useRowsInSight<HTMLDivElement>(ROW, rows.length);

  useEffect(() => {
    if (hasMore && !loadingMore && end > rows.length - AHEAD) loadMore();
  }, [hasMore, loadingMore, loadMore, end, rows.length]);

  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-row]");
    if (!step || !row) return;
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, fromDigits(row.dataset.row ?? "0") + step));
    show(next);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-row="${next}"] a`)?.focus());
  };

  const tracks = { gridTemplateColumns: columns.map((column) => column.width).join(" ") };
  const narrow = {
    gridTemplateColumns: columns
      .filter((column) => !column.wide)
      .map((column) => column.width)
      .join(" "),
  };
  const rowClass = "grid items-center gap-x-4 px-4";
  const cells = (render: (column: Column<T>, first: boolean) => ReactNode, role: "cell" | "columnheader") =>
    columns.map((column, index) => (
      <div
        key={column.head}
        role={role}
        aria-sort={role === "columnheader" && props.sorting ? orderOf(column, props.sorting) : undefined}
        className={cx("min-w-0 truncate", column.end && "text-end", column.wide && "max-lg:hidden")}
      >
        {render(column, index === 0)}
      </div>
    ));

  return (
    <div
      role="table"
      aria-label={props.label}
      aria-rowcount={hasMore ? -1 : rows.length + 1}
      className="flex min-h-0 flex-1 flex-col"
    >
      <div role="rowgroup" className="border-b border-line text-xs font-medium text-muted">
        <div role="row" className={cx(rowClass, "h-9 table-tracks")} style={trackVars(tracks, narrow)}>
          {cells(
            (column) => (
              <Head column={column} sorting={props.sorting} />
            ),
            "columnheader",
          )}
        </div>
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows move among the rows' links */}
      <div
        ref={box}
        onScroll={measure}
        onKeyDown={move}
        className="nums min-h-0 flex-1 overflow-y-auto overscroll-contain"
      >
        <div role="rowgroup" className="relative" style={{ height: rows.length * ROW }}>
          {rows.slice(first, end).map((row, place) => {
            const index = first + place;
            return (
              <div
                key={props.keyOf(row)}
                role="row"
                data-row={index}
                aria-rowindex={index + 2}
                className={cx(rowClass, "table-tracks absolute inset-x-0 border-b border-line/60 hover:bg-hover")}
                style={{ ...trackVars(tracks, narrow), height: ROW, transform: `translateY(${index * ROW}px)` }}
              >
                {cells(
                  (column, first) =>
                    first ? (
                      <Link to={props.linkOf(row)} className="font-medium stretched">
                        {column.cell(row)}
                      </Link>
                    ) : (
                      column.cell(row)
                    ),
                  "cell",
                )}
              </div>
            );
          })}
        </div>
        {loadingMore && <p className="p-3 text-center text-sm text-muted">{t.app.more}</p>}
      </div>
    </div>
  );
}

const ORDERS = { up: "ascending", down: "descending", none: "none" } as const;

function orderOf<T>({ sort }: Column<T>, sorting: Sorting) {
  if (!sort) return undefined;
  return ORDERS[sorting.sort === sort ? "up" : sorting.sort === `-${sort}` ? "down" : "none"];
}

function Head<T>({ column, sorting }: { column: Column<T>; sorting: Sorting | undefined }) {
  const { sort, head } = column;
  const order = sorting && orderOf(column, sorting);
  if (!sort || !order) return head;
  const next = { none: sort, ascending: `-${sort}`, descending: null }[order];
  return (
    <button
      type="button"
      className="inline-flex max-w-full items-center gap-1 hover:text-ink focus-visible:-outline-offset-2"
      onClick={() => sorting.onSort(next)}
    >
      <span className="truncate">{head}</span>
      {order === "ascending" && <ChevronUp size={12} aria-hidden />}
      {order === "descending" && <ChevronDown size={12} aria-hidden />}
    </button>
  );
}

const trackVars = (wide: { gridTemplateColumns: string }, narrow: { gridTemplateColumns: string }) =>
  ({ "--wide": wide.gridTemplateColumns, "--narrow": narrow.gridTemplateColumns }) as React.CSSProperties;
