import { CircleCheck, Link2Off } from "lucide-react";
import { useState } from "react";
import { api, body } from "@/api/client";
import { isProblem } from "@/api/problem";
import { useTexts } from "@/i18n/language";
import { Button, buttonLook } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { Notice } from "@/ui/states";
import { Door } from "./Door";

const tokenOf = (hash: string) => new URLSearchParams(hash.slice(1)).get("token") ?? "";

/** The words of either link, for a new password or the first. */
function useWords() {
  const t = useTexts();
  return location.pathname === "/invitation"
    ? {
        title: t.identity.welcomeTitle,
        lead: t.identity.welcomeLead,
        done: t.identity.welcomeDone,
        doneText: t.identity.welcomeDoneText,
        set: t.identity.setPassword,
      }
    : {
        title: t.identity.resetTitle,
        lead: t.identity.resetLead,
        done: t.identity.resetDone,
        doneText: t.identity.resetDoneText,
        set: t.settings.passwordTitle,
      };
}

/** Where an admin's link leads: the token stands behind #, which no server sees. */
export function Screen() {
  const t = useTexts();
  const words = useWords();
  const [token] = useState(() => tokenOf(location.hash));
  const [state, setState] = useState<"open" | "done" | "invalid">(token ? "open" : "invalid");
  return (
    <Door title={words.title}>
      {state === "open" && (
        <ResetForm
          token={token}
          onEnd={(next) => {
            history.replaceState(null, "", location.pathname);
            setState(next);
          }}
        />
      )}
      {state === "done" && (
        <Notice icon={<CircleCheck size={28} />} title={words.done} text={words.doneText}>
          {/* A page of its own: whoever was signed in here before isn't any more. */}
          <a href="/" className={buttonLook("primary")}>
            {t.auth.title}
          </a>
        </Notice>
      )}
      {state === "invalid" && (
        <Notice icon={<Link2Off size={28} />} title={t.identity.resetInvalid} text={t.identity.resetInvalidText} />
      )}
    </Door>
  );
}

function ResetForm({ token, onEnd }: { token: string; onEnd: (state: "done" | "invalid") => void }) {
  const t = useTexts();
  const words = useWords();
  const [differ, setDiffer] = useState(false);
  const form = useForm({
    initial: { password: "", again: "" },
    atMostOnce: true,
    save: ({ password }) => body(api.POST("/auth/password-reset", { body: { token, password } })),
    saved: () => onEnd("done"),
    failed: (error) => {
      const invalid = isProblem(error, 422) && error.errors.some((fault) => fault.path === "token");
      if (invalid) onEnd("invalid");
      return invalid;
    },
  });
  const { password, again } = form.values;
  return (
    <form
      className="space-y-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setDiffer(password !== again);
        if (password === again) form.submit();
      }}
    >
      <h2 className="text-lg">{words.title}</h2>
      <p>{words.lead}</p>
      <TextField
        label={t.settings.fresh}
        type="password"
        autoComplete="new-password"
        hint={t.identity.resetHint}
        autoFocus
        required
        {...form.bind("password")}
      />
      <TextField
        label={t.identity.again}
        type="password"
        autoComplete="new-password"
        required
        {...form.bind("again")}
        error={differ && password !== again ? t.identity.differ : undefined}
      />
      <Button type="submit" look="primary" className="w-full" disabled={form.busy}>
        {words.set}
      </Button>
    </form>
  );
}
