/** What a menu that isn't used yet and an open one have in common. */
import type { ReactNode } from "react";

export interface MenuProps {
  label: string;
  trigger: ReactNode;
  className?: string;
  children: ReactNode;
}

export interface ItemProps {
  onClick: () => void;
  children: ReactNode;
  danger?: boolean;
  checked?: boolean;
}

export const MENU_BUTTON =
  "button inline-flex min-h-9 min-w-9 items-center justify-center gap-1.5 rounded-lg text-muted hover:bg-hover hover:text-ink pointer-coarse:min-h-11 pointer-coarse:min-w-11";
