import type { ButtonHTMLAttributes, ReactNode } from "react";
import { cx } from "./cx";

type Look = "primary" | "plain" | "ghost" | "danger";

const LOOKS: Record<Look, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover border-transparent",
  plain: "bg-surface text-ink border-line-strong/60 hover:bg-hover",
  ghost: "border-transparent text-ink hover:bg-hover",
  danger: "bg-surface text-danger border-danger/50 hover:bg-danger-soft",
};
const SHAPE =
  "button inline-flex items-center justify-center gap-1.5 whitespace-nowrap rounded-lg border font-medium transition-colors " +
  "disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55";

export const buttonLook = (look: Look = "plain", small = false) =>
  cx(SHAPE, LOOKS[look], small ? "min-h-8 px-2.5 text-sm" : "min-h-9 px-3.5");

export interface ButtonLook {
  look?: Look;
  small?: boolean;
  icon?: ReactNode;
}

export function Button({
  look,
  small,
  icon,
  className,
  children,
  ...rest
}: ButtonLook & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      {...rest}
      // As the dialogs look for what is to have the focus.
      data-autofocus={rest.autoFocus}
      className={cx(buttonLook(look, small), className)}
    >
      {icon}
      {children}
    </button>
  );
}

interface IconProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
}

export function IconButton({ label, className, children, ...rest }: IconProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={cx(
        "button inline-flex size-9 shrink-0 items-center justify-center rounded-lg text-muted transition-colors hover:bg-hover hover:text-ink pointer-coarse:size-11",
        className,
      )}
    >
      {children}
    </button>
  );
}
