import { Download } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { Schemas } from "@/api/types";
import { useTexts } from "@/i18n/language";
import { textIn } from "@/typed/text";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { download } from "@/ui/download";
import { TextField } from "@/ui/Field";
import { useProblemText } from "@/ui/problemText";
import { Qr } from "./Qr";

interface EnrolProps {
  start: (password: string) => Promise<Schemas["Enrolment"]>;
  confirm: (code: string) => Promise<Schemas["RecoveryCodes"]>;
  onDone: () => void;
  /** Who is signed in already shows the password once more. */
  password?: boolean;
}

/** A second factor in three steps: the secret, a code of it, the recovery codes. */
export function Enrol({ start, confirm, onDone, password }: EnrolProps) {
  const t = useTexts();
  const text = useProblemText();
  const [failure, setFailure] = useState<unknown>(null);
  const [started, setStarted] = useState<Schemas["Enrolment"] | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setFailure(null);
    try {
      if (started) setCodes((await confirm(textIn(fields, "code"))).recoveryCodes);
      else setStarted(await start(textIn(fields, "password")));
    } catch (error) {
      setFailure(error);
    }
  }

  if (codes) return <Codes codes={codes} onDone={onDone} />;
  return (
    <form onSubmit={(event) => void send(event)} className="space-y-4">
      {!started && password && (
        <TextField label={t.auth.password} name="password" type="password" autoComplete="current-password" required />
      )}
      {started && (
        <>
          <p>{t.identity.scan}</p>
          <Qr text={started.uri} />
          <p className="nums rounded-lg bg-ground p-3 font-semibold break-all select-all">{started.secret}</p>
          <a className="text-accent-ink underline underline-offset-2" href={started.uri}>
            {t.auth.openApp}
          </a>
          <TextField
            label={t.auth.code}
            name="code"
            autoComplete="one-time-code"
            inputMode="numeric"
            autoFocus
            required
          />
        </>
      )}
      {failure !== null && (
        <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-danger">
          {text(failure)}
        </p>
      )}
      <Button type="submit" look={started ? "primary" : "plain"}>
        {started ? t.auth.confirm : t.auth.enrol}
      </Button>
    </form>
  );
}

function Codes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const t = useTexts();
  const text = codes.map((code) => `${code}\n`).join("");
  return (
    <div className="space-y-4">
      <h3>{t.auth.recovery}</h3>
      <p>{t.auth.recoveryText}</p>
      <ul
        aria-label={t.auth.recovery}
        className="nums grid grid-cols-2 gap-x-4 gap-y-1 rounded-lg bg-ground p-3 font-semibold select-all"
      >
        {codes.map((code) => (
          <li key={code} className="whitespace-nowrap">
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={text} />
        <Button
          icon={<Download size={16} aria-hidden />}
          onClick={() => download("vetchart-recovery-codes.txt", text, "text/plain")}
        >
          {t.identity.download}
        </Button>
      </div>
      <Button look="primary" onClick={onDone}>
        {t.auth.recoveryKept}
      </Button>
    </div>
  );
}
