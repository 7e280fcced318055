import * as Ariakit from "@ariakit/react";
import { type ReactNode, useEffect, useState } from "react";
import { cx } from "./cx";

interface MenuProps {
  label: string;
  trigger: ReactNode;
  className?: string;
  children: ReactNode;
}

const BUTTON =
  "button inline-flex min-h-9 min-w-9 items-center justify-center gap-1.5 rounded-lg text-muted hover:bg-hover hover:text-ink pointer-coarse:min-h-11 pointer-coarse:min-w-11";

/** A plain button until it is used: a menu's own state for each card doubled what showing the board of a day takes. */
export function Menu(props: MenuProps) {
  const [used, use] = useState(false);
  if (used) return <OpenMenu {...props} />;
  const { label, trigger, className } = props;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-haspopup="menu"
      aria-expanded={false}
      className={cx(BUTTON, className)}
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
}

function OpenMenu({ label, trigger, className, children }: MenuProps) {
  const menu = Ariakit.useMenuStore({ placement: "bottom-end", defaultOpen: true });
  useEffect(() => {
    menu.setInitialFocus("first");
    menu.setAutoFocusOnShow(true);
  }, [menu]);
  return (
    <Ariakit.MenuProvider store={menu}>
      <Ariakit.MenuButton aria-label={label} title={label} className={cx(BUTTON, className)}>
        {trigger}
      </Ariakit.MenuButton>
      <Ariakit.Menu
        portal
        gutter={6}
        className="z-50 max-h-(--popover-available-height) min-w-48 overflow-y-auto rounded-xl border border-line bg-raised p-1 text-ink shadow-raised"
      >
        {children}
      </Ariakit.Menu>
    </Ariakit.MenuProvider>
  );
}

interface ItemProps {
  onClick: () => void;
  children: ReactNode;
  danger?: boolean;
  checked?: boolean;
}

const ITEM =
  "flex min-h-9 cursor-pointer items-center gap-2 rounded-lg px-3 text-base outline-none data-active-item:bg-hover pointer-coarse:min-h-11";

export function MenuItem({ onClick, children, danger, checked }: ItemProps) {
  return (
    <Ariakit.MenuItem className={cx(ITEM, danger && "text-danger")} onClick={onClick}>
      <span className="flex flex-1 items-center gap-2">{children}</span>
      {checked && <span aria-hidden>✓</span>}
    </Ariakit.MenuItem>
  );
}

export function MenuLine() {
  return <Ariakit.MenuSeparator className="my-1 border-line" />;
}

export function MenuText({ children }: { children: ReactNode }) {
  return <div className="px-3 py-1.5 text-sm text-muted">{children}</div>;
}
