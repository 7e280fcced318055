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

interface BadgeProps {
  tone?: Tone;
  /** Beside the text: within it, it would have a line of its own. */
  icon?: ReactNode;
  children: ReactNode;
}

export function Badge({ tone = "plain", icon, children }: BadgeProps) {
  return (
    <span className={cx("badge", TONES[tone])}>
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}
