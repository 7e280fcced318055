import { signIn, signOut } from "@/api/session";
import type { User } from "@/api/types";
import { queryClient } from "@/api/queries";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SignInForm } from "./SignInForm";

/** Over whatever was open: nothing that was typed is lost. */
export default function SessionEnded({ user }: { user: User }) {
  const t = useTexts();
  return (
    <Dialog title={t.auth.endedTitle} role="alertdialog" locked onClose={() => undefined}>
      <p className="mb-4">{t.auth.endedText(fullName(user))}</p>
      <SignInForm
        username={user.username}
        submit={async (username, password) => {
          await signIn(username, password);
          void queryClient.invalidateQueries();
        }}
      />
      <Button look="ghost" className="mt-2 w-full" onClick={() => void signOut()}>
        {t.auth.other}
      </Button>
    </Dialog>
  );
}
