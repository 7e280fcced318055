/** What a menu is made of once it opens. Loaded after the page: nothing that shows at first needs Ariakit. */
import * as Ariakit from "@ariakit/react";
import { useEffect } from "react";
import { cx } from "./cx";
import { type ItemProps, MENU_BUTTON, type MenuProps } from "./menuParts";

export function OpenMenu({ label, trigger, className, children }: MenuProps) {
  const menu = Ariakit.useMenuStore({ placement: "bottom-end", defaultOpen: true });
  useEffect(() => {
    menu.setInitialFocus("first");
    menu.setAutoFocusOnShow(true);
  }, [menu]);
  return (
    <Ariakit.MenuProvider store={menu}>
      <Ariakit.MenuButton aria-label={label} title={label} className={cx(MENU_BUTTON, className)}>
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
