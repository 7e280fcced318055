import { signIn } from "@/api/session";
import { useTexts } from "@/i18n/language";
import { Door } from "./Door";
import { SignInForm } from "./SignInForm";

export function SignIn() {
  const t = useTexts();
  return (
    <Door title={t.auth.title}>
      <SignInForm submit={signIn} />
    </Door>
  );
}
