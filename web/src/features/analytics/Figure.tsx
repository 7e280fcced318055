import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { download } from "@/ui/download";
import { Card } from "@/ui/Page";
import { type Cell, csv } from "./csv";

interface Column<T> {
  head: string;
  /** As it stands in the file. */
  raw: (row: T) => Cell;
  /** As people read it; left out, as it stands in the file. */
  text?: (row: T) => string;
}

interface FigureProps<T> {
  title: string;
  lead?: string;
  /** Of the file, without its ending. */
  file: string;
  columns: Column<T>[];
  rows: readonly T[];
  /** Whether there is anything to show. */
  some: boolean;
  /** Drawn over the table, which is then folded; without it, the table is the figure, with a bar in each row. */
  chart?: ReactNode;
  bar?: (row: T) => number;
  className?: string;
}

/** A figure with the table behind it, and the table as a file. */
export function Figure<T>({ title, lead, file, columns, rows, some, chart, bar, className }: FigureProps<T>) {
  const t = useTexts();
  const save = () =>
    download(
      `${file}.csv`,
      csv(
        columns.map((column) => column.head),
        rows.map((row) => columns.map((column) => column.raw(row))),
      ),
      "text/csv",
    );
  return (
    <Card
      title={title}
      className={className ?? ""}
      actions={
        <Button
          small
          disabled={!some}
          icon={<Download size={16} aria-hidden />}
          aria-label={t.analytics.downloadOf(title)}
          onClick={save}
        >
          {t.analytics.download}
        </Button>
      }
    >
      {lead && <p className="px-4 pt-3 text-sm text-muted">{lead}</p>}
      {!some && <p className="px-4 py-8 text-center text-muted">{t.analytics.empty}</p>}
      {some && chart}
      {some && chart && (
        <details className="border-t border-line">
          <summary className="px-4 py-2 text-sm font-medium">{t.analytics.table}</summary>
          <Table title={title} columns={columns} rows={rows} />
        </details>
      )}
      {some && !chart && <Table title={title} columns={columns} rows={rows} bar={bar} />}
    </Card>
  );
}

interface TableProps<T> {
  title: string;
  columns: Column<T>[];
  rows: readonly T[];
  bar?: ((row: T) => number) | undefined;
}

function Table<T>({ title, columns, rows, bar }: TableProps<T>) {
  const most = bar ? Math.max(...rows.map(bar), 0) : 0;
  return (
    // A long table scrolls inside; the keyboard reaches it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="max-h-96 overflow-auto" role="region" aria-label={title} tabIndex={0}>
      <table className="w-full" aria-label={title}>
        <thead>
          <tr className="border-b border-line text-sm text-muted">
            {columns.map((column, n) => (
              <th
                key={column.head}
                scope="col"
                className={cx("px-4 py-1.5 font-medium", n ? "text-end" : "text-start")}
              >
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at} className="border-b border-line last:border-0">
              {columns.map((column, n) =>
                n === 0 ? (
                  <th key={column.head} scope="row" className="min-w-28 px-4 py-1.5 text-start font-normal">
                    {(column.text ?? column.raw)(row)}
                    {bar && most > 0 && (
                      <span aria-hidden className="mt-1 block h-1.5 rounded-full bg-hover">
                        <span
                          className="block h-full rounded-full bg-accent"
                          style={{ width: `${(Math.max(0, bar(row)) / most) * 100}%` }}
                        />
                      </span>
                    )}
                  </th>
                ) : (
                  <td key={column.head} className="px-4 py-1.5 text-end whitespace-nowrap">
                    {(column.text ?? column.raw)(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
