import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { signOut } from "@/api/session";
import type { LoginSession } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { queryClient } from "@/api/queries";
import { setTheme, type Theme, useTheme } from "@/app/theme";
import { type Language, setLanguage, useLanguage, useTexts } from "@/i18n/language";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Segments, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { Card } from "@/ui/Page";
import { problemText } from "@/ui/problemText";
import { Failed, Loading } from "@/ui/states";
import { toast } from "@/ui/toast";
import { changePassword, endSession, sessionsQuery } from "./calls";
import { Frame } from "./Frame";
import { SecondFactor } from "./SecondFactor";

export function Screen() {
  const t = useTexts();
  const language = useLanguage();
  const theme = useTheme();
  const themes: [Theme, string][] = [
    ["light", t.settings.light],
    ["dark", t.settings.dark],
    ["system", t.settings.system],
  ];
  const languages: [Language, string][] = [
    ["en", "English"],
    ["ko", "한국어"],
  ];
  return (
    <Frame page="account">
      <div className="grid gap-4 lg:grid-cols-[1fr_22rem]">
        <Sessions />
        <div className="grid content-start gap-4">
          <Card className="flex flex-wrap gap-4 p-4">
            <Segments label={t.settings.language} value={language} onChange={setLanguage} options={languages} />
            <Segments label={t.settings.theme} value={theme} onChange={setTheme} options={themes} />
          </Card>
          <SecondFactor />
          <Password />
        </div>
      </div>
    </Frame>
  );
}

function Sessions() {
  const t = useTexts();
  const sessions = useQuery(sessionsQuery);
  const [busy, setBusy] = useState(false);
  const end = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
      toast(t.settings.ended);
    } catch (error) {
      toast(problemText(t, error), { failed: true });
    }
    await queryClient.invalidateQueries({ queryKey: ["session"] });
    setBusy(false);
  };
  /** The others first: this one's token is what ends them. */
  const endAll = async () => {
    for (const each of sessions.data ?? []) if (!each.current) await endSession(each.id);
    await signOut();
  };
  return (
    <Card
      title={t.settings.sessions}
      className="self-start"
      actions={
        <Button small disabled={busy || !sessions.data} onClick={() => void end(endAll)}>
          {t.auth.everywhere}
        </Button>
      }
    >
      {sessions.isPending && <Loading rows={4} />}
      {sessions.isError && <Failed error={sessions.error} retry={() => void sessions.refetch()} />}
      <ul className="divide-y divide-line">
        {sessions.data?.map((each) => (
          <SessionRow key={each.id} session={each} busy={busy} onEnd={() => void end(() => endSession(each.id))} />
        ))}
      </ul>
    </Card>
  );
}

function SessionRow({ session, busy, onEnd }: { session: LoginSession; busy: boolean; onEnd: () => void }) {
  const t = useTexts();
  const format = useFormat();
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">
            {session.cookie ? browserOf(session.userAgent) || t.settings.browser : t.settings.script}
          </span>
          {session.current && <Badge tone="good">{t.settings.thisOne}</Badge>}
        </p>
        <p className="nums truncate text-sm text-muted">
          {session.address} · {t.settings.lastSeen} {format.relative(session.lastSeenAt)}
        </p>
      </div>
      {!session.current && (
        <Button small disabled={busy} onClick={onEnd}>
          {t.settings.end}
        </Button>
      )}
    </li>
  );
}

/** Enough to tell one's own devices apart. */
function browserOf(userAgent: string): string {
  const browser = ["Edg", "Firefox", "Chrome", "Safari"].find((name) => userAgent.includes(name));
  const system = /Windows|Mac OS X|Android|iPhone|iPad|Linux/.exec(userAgent)?.[0];
  return [browser === "Edg" ? "Edge" : browser, system].filter(Boolean).join(" · ");
}

function Password() {
  const t = useTexts();
  const form = useForm({
    initial: { current: "", new: "" },
    atMostOnce: true,
    save: (change) => changePassword(change),
    saved: () => {
      toast(t.settings.changed);
      form.setAll({ current: "", new: "" });
      void queryClient.invalidateQueries({ queryKey: ["session"] });
    },
  });
  const send = (event: FormEvent) => form.submit(event);
  return (
    <Card title={t.settings.passwordTitle}>
      <form onSubmit={send} className="space-y-4 p-4" noValidate>
        <TextField
          label={t.settings.current}
          type="password"
          {...form.bind("current")}
          autoComplete="current-password"
          required
        />
        <TextField
          label={t.settings.fresh}
          type="password"
          {...form.bind("new")}
          autoComplete="new-password"
          hint={t.settings.freshHint}
          required
        />
        <Button type="submit" disabled={form.busy}>
          {t.settings.passwordTitle}
        </Button>
      </form>
    </Card>
  );
}
