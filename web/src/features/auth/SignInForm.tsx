import { type FormEvent, lazy, Suspense, useState } from "react";
import { api, body } from "@/api/client";
import { isProblem } from "@/api/problem";
import { useTexts } from "@/i18n/language";
import { textIn } from "@/typed/text";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { useProblemText } from "@/ui/problemText";

const Enrol = lazy(async () => ({ default: (await import("./Enrol")).Enrol }));

interface SignInProps {
  submit: (username: string, password: string, code: string) => Promise<void>;
  /** Whose session goes on; without it anybody's begins. */
  username?: string;
}

/** Asks for the code only of those who have a second factor, and leads to one those who must. */
export function SignInForm({ submit, username }: SignInProps) {
  const t = useTexts();
  const text = useProblemText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [step, setStep] = useState<"password" | "code" | { enrolmentToken: string }>("password");

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const field = (name: string) => textIn(fields, name);
    setBusy(true);
    setFailure(null);
    try {
      await submit(username ?? field("username"), field("password"), field("code"));
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }

  function fail(error: unknown) {
    if (isProblem(error) && error.enrolmentToken) setStep({ enrolmentToken: error.enrolmentToken });
    else if (isProblem(error) && error.slug === "second-factor-required") setStep("code");
    else setFailure(error);
  }

  if (typeof step === "object") {
    const token = step.enrolmentToken;
    return (
      <>
        <p className="mb-4">{t.auth.factorDemanded}</p>
        <Suspense>
          <Enrol
            start={() => body(api.POST("/auth/enrolment", { body: { token } }))}
            confirm={(code) => body(api.POST("/auth/enrolment/confirm", { body: { token, code } }))}
            onDone={() => setStep("code")}
          />
        </Suspense>
      </>
    );
  }
  return (
    <form onSubmit={(event) => void send(event)} className="space-y-4">
      {!username && (
        <TextField
          label={t.auth.username}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          autoFocus
          required
        />
      )}
      <TextField
        label={t.auth.password}
        name="password"
        type="password"
        autoComplete="current-password"
        autoFocus={Boolean(username)}
        required
      />
      {step === "code" && (
        <TextField
          label={t.auth.code}
          name="code"
          autoComplete="one-time-code"
          hint={t.auth.codeHint}
          autoFocus
          required
        />
      )}
      {failure !== null && (
        <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-danger">
          {text(failure)}
        </p>
      )}
      <Button type="submit" look="primary" className="w-full" disabled={busy}>
        {t.auth.submit}
      </Button>
    </form>
  );
}
