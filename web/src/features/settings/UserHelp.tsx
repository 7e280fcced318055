import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { User } from "@/api/types";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { problemText } from "@/ui/problemText";
import { toast } from "@/ui/toast";
import { inviteAgain, makeResetLink, removeUsersFactor } from "./calls";
import { UserLink } from "./UserLink";

/** What an admin does for who can't sign in: a link for a new password or another invitation, a lost phone's second factor taken away. */
export function UserHelp({ user }: { user: User }) {
  const t = useTexts();
  const [asking, ask] = useState(false);
  const makeLink = user.invited ? t.identity.inviteAgain : t.identity.makeLink;
  const failed = (error: unknown) => toast(problemText(t, error), { failed: true });
  const link = useMutation({
    mutationFn: () => (user.invited ? inviteAgain : makeResetLink)(user.id),
    onError: failed,
  });
  const factor = useMutation({
    mutationFn: () => removeUsersFactor(user.id),
    onSuccess: () => toast(t.identity.factorRemoved),
    onError: failed,
    onSettled: () => ask(false),
  });
  return (
    <>
      <Button small disabled={link.isPending} onClick={() => link.mutate()} aria-label={named(makeLink)}>
        {makeLink}
      </Button>
      {!user.invited && (
        <Button small onClick={() => ask(true)} aria-label={named(t.identity.removeFactor)}>
          {t.identity.removeFactor}
        </Button>
      )}
      {link.data && <UserLink user={user} link={link.data} onClose={() => link.reset()} />}
      {asking && (
        <Confirm
          title={t.identity.removeFactorTitle(fullName(user))}
          text={t.identity.removeFactorText}
          yes={t.identity.removeFactorYes}
          no={t.act.cancel}
          danger
          onYes={() => factor.mutate()}
          onNo={() => ask(false)}
        />
      )}
    </>
  );

  function named(what: string) {
    return `${what}: ${fullName(user)}`;
  }
}
