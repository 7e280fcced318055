import { CloudOff, Inbox, Lock, SearchX, TriangleAlert } from "lucide-react";
import { type ReactNode, useSyncExternalStore } from "react";
import { isProblem } from "@/api/problem";
import { useTexts } from "@/i18n/language";
import { Button } from "./Button";
import { cx } from "./cx";
import { useProblemText } from "./problemText";

interface NoticeProps {
  icon: ReactNode;
  title: string;
  text?: string | undefined;
  children?: ReactNode;
}

export function Notice({ icon, title, text, children }: NoticeProps) {
  return (
    <div className="flex flex-col items-center px-6 py-12 text-center">
      <span aria-hidden className="mb-3 text-muted">
        {icon}
      </span>
      <p className="text-lg font-semibold">{title}</p>
      {text && <p className="mt-1 max-w-96 text-muted">{text}</p>}
      {children && <div className="mt-4 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}

export function Empty({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <Notice icon={<Inbox size={28} />} title={text}>
      {children}
    </Notice>
  );
}

/** Whatever a query failed with, in its own words: offline, forbidden, missing, or broken with a way to try again. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useTexts();
  const text = useProblemText();
  const again = retry && <Button onClick={retry}>{t.act.retry}</Button>;
  if (isProblem(error, 403))
    return <Notice icon={<Lock size={28} />} title={t.state.forbiddenTitle} text={t.state.forbiddenText} />;
  if (isProblem(error, 404))
    return <Notice icon={<SearchX size={28} />} title={t.state.missingTitle} text={t.state.missingText} />;
  if (isProblem(error, 0) && !navigator.onLine)
    return (
      <Notice icon={<CloudOff size={28} />} title={t.state.offlineTitle} text={t.state.offlineText}>
        {again}
      </Notice>
    );
  return (
    <Notice icon={<TriangleAlert size={28} />} title={t.state.errorTitle} text={text(error)}>
      {again}
    </Notice>
  );
}

export function Loading({ rows = 6, className }: { rows?: number; className?: string }) {
  const t = useTexts();
  return (
    <div role="status" className={cx("space-y-3 p-4", className)}>
      <span className="sr-only">{t.app.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="h-5 animate-pulse rounded bg-hover" style={{ width: `${90 - ((row * 17) % 40)}%` }} />
      ))}
    </div>
  );
}

function subscribe(listener: () => void) {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

export function OfflineBar() {
  const t = useTexts();
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (online) return null;
  return (
    <p role="status" className="no-print bg-warn-soft px-4 py-1.5 text-center text-sm font-medium text-warn">
      {t.state.offline}
    </p>
  );
}

export function Degraded({ parts }: { parts: string[] | undefined }) {
  const t = useTexts();
  if (!parts?.length) return null;
  const names = parts.map((part) => (part in t.state.parts ? t.state.parts[part as keyof typeof t.state.parts] : part));
  return (
    <p role="status" className="mb-4 rounded-lg bg-warn-soft px-4 py-2 text-sm text-warn">
      {t.state.degraded(names.join(", "))}
    </p>
  );
}
