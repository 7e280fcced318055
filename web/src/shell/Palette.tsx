import * as Ariakit from "@ariakit/react";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useNavigate } from "react-router";
import { api, body } from "@/api/client";
import { signOut } from "@/api/session";
import { subtitleText } from "@/features/patients/words";
import type { Texts } from "@/i18n/en";
import { setLanguage, useLanguage, useTexts } from "@/i18n/language";
import { useEnterWhenFresh } from "@/ui/useEnterWhenFresh";
import { usePages } from "@/app/nav";
import { addressOf, type ScreenKind, SCREENS, SHOWN } from "@/app/shown";
import { setTheme } from "@/app/theme";

type Group = ScreenKind | keyof Texts["palette"]["groups"];

interface Entry {
  id: string;
  group: Group;
  title: string;
  detail?: string;
  run: () => void;
}

/** What is found comes first. */
const GROUPS: Group[] = [...SCREENS, "page", "action"];
const titleOf = (t: Texts, group: Group) =>
  group === "page" || group === "action" ? t.palette.groups[group] : SHOWN[group].title(t);

interface PaletteProps {
  /** What was typed before its box was there. */
  typed: string;
  onType: (text: string) => void;
  onClose: () => void;
  onShortcuts: () => void;
}

export default function Palette({ typed, onType: setTyped, onClose, onShortcuts }: PaletteProps) {
  const t = useTexts();
  const commands = useCommands(onShortcuts);
  const { results, busy, isFresh } = useFound(typed);
  const wanted = typed.trim().toLowerCase();
  const entries = [...results, ...commands.filter((each) => each.title.toLowerCase().includes(wanted))];

  const run = (id: string) => {
    const entry = entries.find((each) => each.id === id);
    if (!entry) return;
    onClose();
    entry.run();
  };

  const first = GROUPS.flatMap((group) => entries.filter((entry) => entry.group === group))[0];
  const entered = useEnterWhenFresh({
    text: typed,
    open: true,
    isFresh,
    takeFirst: () => first && run(first.id),
  });

  return (
    <Ariakit.Dialog
      open
      onClose={onClose}
      aria-label={t.palette.title}
      backdrop={<div className="bg-black/45" />}
      className="fixed inset-x-3 top-[10vh] z-50 mx-auto flex max-h-[70vh] max-w-xl flex-col overflow-hidden rounded-2xl bg-raised text-ink shadow-raised"
    >
      <Ariakit.ComboboxProvider
        open
        value={typed}
        setValue={(text) => {
          entered.cancel();
          setTyped(text);
        }}
        selectedValue=""
        setSelectedValue={(id) => typeof id === "string" && run(id)}
        setOpen={() => undefined}
      >
        <Ariakit.Combobox
          autoFocus
          data-palette
          onKeyDown={entered.onKeyDown}
          autoSelect="always"
          aria-label={t.palette.title}
          placeholder={t.palette.hint}
          className="min-h-13 shrink-0 border-b border-line bg-transparent px-5 text-lg outline-none"
        />
        <Ariakit.ComboboxList alwaysVisible aria-busy={busy} className="overflow-y-auto overscroll-contain p-2">
          {GROUPS.map((group) => {
            const own = entries.filter((entry) => entry.group === group);
            if (!own.length) return null;
            return (
              <Ariakit.ComboboxGroup key={group} className="pb-1">
                <Ariakit.ComboboxGroupLabel className="px-3 py-1 text-xs font-medium text-muted">
                  {titleOf(t, group)}
                </Ariakit.ComboboxGroupLabel>
                {own.map((entry) => (
                  <Ariakit.ComboboxItem
                    key={entry.id}
                    value={entry.id}
                    setValueOnClick={false}
                    hideOnClick={false}
                    className="flex min-h-9 cursor-pointer items-center justify-between gap-4 rounded-lg px-3 data-active-item:bg-accent-soft data-active-item:text-accent-ink"
                  >
                    <span className="truncate">{entry.title}</span>
                    <span className="truncate text-sm text-muted">{entry.detail}</span>
                  </Ariakit.ComboboxItem>
                ))}
              </Ariakit.ComboboxGroup>
            );
          })}
          {!entries.length && (
            <p className="px-3 py-6 text-center text-muted">{busy ? t.app.loading : t.palette.nothing}</p>
          )}
        </Ariakit.ComboboxList>
      </Ariakit.ComboboxProvider>
    </Ariakit.Dialog>
  );
}

function useFound(typed: string): { results: Entry[]; busy: boolean; isFresh: boolean } {
  const t = useTexts();
  const navigate = useNavigate();
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => body(api.GET("/search", { params: { query: { q, limit: 20 } }, signal })),
    enabled: q !== "",
    placeholderData: (before) => before,
  });
  const results = q === "" ? [] : (found.data ?? []);
  return {
    busy: found.isFetching,
    isFresh: q === typed.trim() && (q === "" || (!found.isPlaceholderData && !found.isPending)),
    results: results.map((each) => ({
      id: each.id,
      group: each.type,
      title: each.title,
      detail: [
        each.addendaCount && t.chart.amended(each.addendaCount),
        subtitleText(t, each),
        ...(each.animals ?? []),
        each.lastAddendum?.text,
      ]
        .filter(Boolean)
        .join(" · "),
      run: () => void navigate(addressOf(each.type, each.id)),
    })),
  };
}

function useCommands(onShortcuts: () => void): Entry[] {
  const t = useTexts();
  const language = useLanguage();
  const pages = usePages();
  const navigate = useNavigate();
  const action = (id: string, title: string, run: () => void): Entry => ({ id, group: "action", title, run });
  return [
    ...pages.map(({ to, name }): Entry => ({
      id: to,
      group: "page",
      title: t.nav[name],
      run: () => void navigate(to),
    })),
    action("new-appointment", t.appointment.new, () => void navigate("/appointments?new=1")),
    action("new-patient", t.patient.new, () => void navigate("/patients?new=1")),
    action("new-owner", t.owner.new, () => void navigate("/owners?new=1")),
    action("new-record", t.record.new, () => void navigate("/records/new")),
    action("new-bill", t.bill.new, () => void navigate("/bills/new")),
    action("language", language === "en" ? "한국어로 보기" : "Switch to English", () =>
      setLanguage(language === "en" ? "ko" : "en"),
    ),
    action("light", `${t.settings.theme}: ${t.settings.light}`, () => setTheme("light")),
    action("dark", `${t.settings.theme}: ${t.settings.dark}`, () => setTheme("dark")),
    action("shortcuts", t.keys.title, onShortcuts),
    action("out", t.auth.out, () => void signOut()),
  ];
}
