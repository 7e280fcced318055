import { lazy, type ReactNode, Suspense, useState } from "react";
import { cx } from "./cx";
import { MENU_BUTTON, type MenuProps } from "./menuParts";

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
