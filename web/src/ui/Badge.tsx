import type { ReactNode } from "react";
import { cx } from "./cx";

export type Tone = "plain" | "accent" | "good" | "warn" | "danger" | "info";

const TONES: Record<Tone, string> = {
  plain: "bg-hover text-muted",
  accent: "bg-accent-soft text-accent-ink",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
  info: "bg-info-soft text-info",
};

export function Badge({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={cx("inline-flex max-w-full min-w-0 items-center rounded-md px-1.5 text-xs font-medium", TONES[tone])}
    >
      <span className="truncate">{children}</span>
    </span>
  );
}
