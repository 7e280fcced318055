import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { useMay } from "@/app/permissions";
import { useTexts } from "@/i18n/language";
import { cx } from "@/ui/cx";
import { Page } from "@/ui/Page";

const PAGES = [
  { to: "/settings", name: "account", admin: false },
  { to: "/settings/prices", name: "prices", admin: false },
  { to: "/settings/users", name: "users", admin: true },
  { to: "/settings/clinic", name: "clinic", admin: true },
  { to: "/settings/hours", name: "hours", admin: true },
  { to: "/settings/audit", name: "audit", admin: true },
] as const;

interface FrameProps {
  page: (typeof PAGES)[number]["name"];
  actions?: ReactNode;
  children: ReactNode;
  fill?: boolean;
}

export function Frame({ page, actions, children, fill }: FrameProps) {
  const t = useTexts();
  const isAdmin = useMay("users:admin");
  return (
    <Page title={t.settings[page]} actions={actions} fill={fill ?? false}>
      <nav aria-label={t.nav.settings} className="mb-4 flex gap-1 overflow-x-auto border-b border-line">
        {PAGES.filter((each) => isAdmin || !each.admin).map(({ to, name }) => (
          <NavLink
            key={to}
            to={to}
            end
            className={({ isActive }) =>
              cx(
                "-mb-px flex min-h-10 items-center border-b-2 px-3 font-medium whitespace-nowrap focus-visible:-outline-offset-2",
                isActive ? "border-accent text-accent-ink" : "border-transparent text-muted hover:text-ink",
              )
            }
          >
            {t.settings[name]}
          </NavLink>
        ))}
      </nav>
      {children}
    </Page>
  );
}
