import { type ReactNode, useEffect } from "react";
import { useTexts } from "@/i18n/language";
import { cx } from "./cx";

interface PageProps {
  title: string;
  /** Beside the title: badges, a subtitle. */
  beside?: ReactNode;
  actions?: ReactNode;
  /** The buttons of what is shown as a PDF. That is the document then, and the page itself isn't printed. */
  pdf?: ReactNode;
  children: ReactNode;
  /** Lists fill the window and scroll inside. */
  fill?: boolean;
}

export function Page({ title, beside, actions, pdf, children, fill }: PageProps) {
  const t = useTexts();
  useEffect(() => {
    document.title = `${title} · ${t.app.name}`;
  }, [title, t]);
  return (
    <div className={cx("mx-auto w-full max-w-7xl px-4 py-5 sm:px-6", fill && "flex h-full min-h-96 flex-col")}>
      <header className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="text-xl">{title}</h1>
        {beside}
        <div className="no-print ms-auto flex flex-wrap items-center gap-2">
          {pdf}
          {actions}
        </div>
      </header>
      {pdf && <p className="hidden print:block">{t.chart.onPaper}</p>}
      <div className={pdf ? "no-print" : "contents"}>{children}</div>
    </div>
  );
}

export function Card({
  title,
  actions,
  children,
  className,
}: {
  title?: string;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={cx("card min-w-0", className)}>
      {title && (
        <header className="flex min-h-11 items-center justify-between gap-3 border-b border-line px-4">
          <h2 className="text-base">{title}</h2>
          {actions}
        </header>
      )}
      {children}
    </section>
  );
}

export function Facts({ facts }: { facts: (readonly [label: string, value: ReactNode] | false)[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 p-4">
      {facts.map(
        (fact) =>
          fact &&
          fact[1] && (
            <div key={fact[0]} className="contents">
              <dt className="text-sm text-muted">{fact[0]}</dt>
              <dd className="min-w-0 break-words">{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
