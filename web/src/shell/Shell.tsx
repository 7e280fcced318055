import { PawPrint, Search } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { NavLink, Outlet, useLocation, useNavigation } from "react-router";
import type { User } from "@/api/types";
import { useTexts } from "@/i18n/language";
import { cx } from "@/ui/cx";
import { loadMenu } from "@/ui/Menu";
import { Failed, OfflineBar } from "@/ui/states";
import { Toasts } from "@/ui/toast";
import { ClinicContext, useClinicQuery } from "@/i18n/clinic";
import { useEarlyKeys, useHotkeys } from "@/app/hotkeys";
import { KEYS } from "@/ui/keyboard";
import { useLiveQueries } from "@/app/live";
import { usePages } from "@/app/nav";
import { UserMenu } from "@/app/UserMenu";

/** Room for the scroll bar where there is none, too: header and page have one left edge. */
const GUTTER = "[scrollbar-gutter:stable]";

const loadPalette = () => import("./Palette");
const Palette = lazy(loadPalette);
const loadSessionEnded = () => import("@/features/auth/SessionEnded");
const SessionEnded = lazy(loadSessionEnded);
const Shortcuts = lazy(() => import("@/app/Shortcuts"));

export function Shell({ user, ended }: { user: User; ended: boolean }) {
  const t = useTexts();
  const clinic = useClinicQuery();
  useLiveQueries(!ended);
  const [overlay, setOverlay] = useState<"palette" | "shortcuts" | null>(null);
  const close = () => setOverlay(null);
  const [typed, setTyped] = useState("");
  useEarlyKeys(overlay === "palette", setTyped);
  const search = () => {
    setTyped("");
    setOverlay("palette");
  };
  useHotkeys({ palette: search, shortcuts: () => setOverlay("shortcuts") });

  // What is typed right after Ctrl-K must find its box, and a session may end while nothing can be fetched.
  useEffect(() => whenIdle(() => void Promise.allSettled([loadPalette(), loadMenu(), loadSessionEnded()])), []);

  if (clinic.isError && !clinic.data)
    return (
      <main className="grid min-h-96 place-items-center">
        <Failed error={clinic.error} retry={() => void clinic.refetch()} />
        <Suspense>{ended && <SessionEnded user={user} />}</Suspense>
      </main>
    );
  if (!clinic.data) return null;
  return (
    <ClinicContext value={clinic.data}>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:bg-raised focus:p-3"
      >
        {t.app.skip}
      </a>
      <div className="flex h-dvh flex-col print:block print:h-auto">
        <OfflineBar />
        <div className="flex min-h-0 flex-1 max-sm:flex-col-reverse print:block">
          <Navigation />
          <div className="flex min-h-0 min-w-0 flex-1 flex-col print:block">
            <header className={cx("no-print shrink-0 overflow-hidden border-b border-line bg-surface", GUTTER)}>
              <div className="mx-auto flex h-13 w-full max-w-7xl items-center gap-2 px-4 sm:px-6">
                <button
                  type="button"
                  onClick={search}
                  className="button flex min-h-9 w-full max-w-md min-w-0 items-center gap-2 rounded-lg border border-line bg-ground px-3 text-muted hover:border-line-strong"
                >
                  <Search size={16} aria-hidden />
                  <span className="truncate">{t.palette.hint}</span>
                  <kbd className="ms-auto font-sans text-xs whitespace-nowrap max-md:hidden">{KEYS.ctrl} K</kbd>
                </button>
                <span className="ms-auto truncate text-sm font-medium max-md:hidden">{clinic.data.name}</span>
                <UserMenu user={user} onShortcuts={() => setOverlay("shortcuts")} />
              </div>
            </header>
            <Main />
            <Toasts />
          </div>
        </div>
      </div>
      <Suspense>
        {overlay === "palette" && (
          <Palette typed={typed} onType={setTyped} onClose={close} onShortcuts={() => setOverlay("shortcuts")} />
        )}
        {overlay === "shortcuts" && <Shortcuts onClose={close} />}
      </Suspense>
      <Suspense>{ended && <SessionEnded user={user} />}</Suspense>
    </ClinicContext>
  );
}

const LONGEST = 1000; // ms

/** Not every browser tells when it is idle. */
function whenIdle(act: () => void): () => void {
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(act, LONGEST);
    return () => clearTimeout(timer);
  }
  const request = requestIdleCallback(act, { timeout: LONGEST });
  return () => cancelIdleCallback(request);
}

/** The place that a screen reader goes on from when the page changes. */
function Main() {
  const { pathname } = useLocation();
  const busy = useNavigation().state !== "idle";
  const main = useRef<HTMLElement>(null);
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    main.current?.focus({ preventScroll: true });
    main.current?.scrollTo(0, 0);
  }, [pathname]);
  return (
    <main
      id="main"
      ref={main}
      tabIndex={-1}
      aria-busy={busy}
      className={cx(
        "min-h-0 flex-1 overflow-y-auto outline-none print:overflow-visible",
        GUTTER,
        busy && "cursor-progress",
      )}
    >
      <Outlet />
    </main>
  );
}

function Navigation() {
  const t = useTexts();
  const pages = usePages();
  return (
    <nav
      aria-label={t.nav.label}
      className="no-print flex shrink-0 gap-0.5 border-line bg-surface p-2 max-sm:justify-between max-sm:border-t sm:flex-col sm:border-e xl:w-52"
    >
      <div className="mb-1 flex h-9 items-center gap-2.5 px-2.5 text-lg font-semibold max-sm:hidden">
        <PawPrint size={20} className="text-accent" aria-hidden />
        <span className="max-xl:hidden">{t.app.name}</span>
      </div>
      {pages.map(({ to, name, icon: Icon }) => (
        <NavLink
          key={to}
          to={to}
          end={to === "/"}
          title={t.nav[name]}
          className={({ isActive }) =>
            cx(
              "flex min-h-10 items-center gap-2.5 rounded-lg px-2.5 font-medium max-sm:min-h-11",
              isActive ? "bg-accent-soft text-accent-ink" : "text-muted hover:bg-hover hover:text-ink",
            )
          }
        >
          <Icon size={18} aria-hidden className="shrink-0" />
          <span className="max-xl:sr-only">{t.nav[name]}</span>
        </NavLink>
      ))}
    </nav>
  );
}
