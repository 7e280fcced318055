import { type FormEvent, useState } from "react";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { useProblemText } from "@/ui/problemText";

interface SignInProps {
  submit: (username: string, password: string) => Promise<void>;
  /** Whose session goes on; without it anybody's begins. */
  username?: string;
}

export function SignInForm({ submit, username }: SignInProps) {
  const t = useTexts();
  const text = useProblemText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(null);
    try {
      await submit(username ?? String(fields.get("username")), String(fields.get("password")));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={send} className="space-y-4">
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
