import { lazy, type ReactNode, Suspense, useState } from "react";
import { cx } from "./cx";

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

export const loadMenu = () => import("./OpenMenu");
const OpenMenu = lazy(async () => ({ default: (await loadMenu()).OpenMenu }));
export const MenuItem = lazy(async () => ({ default: (await loadMenu()).MenuItem }));
export const MenuLine = lazy(async () => ({ default: (await loadMenu()).MenuLine }));

/** A plain button until it is used: a menu's own state for each card doubled what showing the board of a day takes. */
export function Menu(props: MenuProps) {
  const [used, use] = useState(false);
  const { label, trigger, className } = props;
  const button = (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-haspopup="menu"
      aria-expanded={false}
      className={cx(MENU_BUTTON, className)}
      onClick={() => use(true)}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        event.preventDefault();
        use(true);
      }}
    >
      {trigger}
    </button>
  );
  if (!used) return button;
  return (
    <Suspense fallback={button}>
      <OpenMenu {...props} />
    </Suspense>
  );
}

export function MenuText({ children }: { children: ReactNode }) {
  return <div className="px-3 py-1.5 text-sm text-muted">{children}</div>;
}
