import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas, User } from "@/api/types";
import { useFormat } from "@/app/clinic";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Confirm, Dialog, DialogButtons } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { problemText } from "@/ui/problemText";
import { toast } from "@/ui/toast";
import { makeResetLink, removeUsersFactor } from "./calls";

/** What an admin does for who can't sign in: a link for a new password, a lost phone's second factor taken away. */
export function UserHelp({ user }: { user: User }) {
  const t = useTexts();
  const [asking, ask] = useState(false);
  const failed = (error: unknown) => toast(problemText(t, error), { failed: true });
  const link = useMutation({ mutationFn: () => makeResetLink(user.id), onError: failed });
  const factor = useMutation({
    mutationFn: () => removeUsersFactor(user.id),
    onSuccess: () => toast(t.identity.factorRemoved),
    onError: failed,
    onSettled: () => ask(false),
  });
  return (
    <>
      <Button small disabled={link.isPending} onClick={() => link.mutate()} aria-label={named(t.identity.makeLink)}>
        {t.identity.makeLink}
      </Button>
      <Button small onClick={() => ask(true)} aria-label={named(t.identity.removeFactor)}>
        {t.identity.removeFactor}
      </Button>
      {link.data && <ResetLink user={user} link={link.data} onClose={() => link.reset()} />}
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

function ResetLink({ user, link, onClose }: { user: User; link: Schemas["ResetLink"]; onClose: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const address = `${location.origin}${link.path}`;
  return (
    <Dialog title={t.identity.linkTitle(fullName(user))} onClose={onClose}>
      <p className="mb-4">{t.identity.linkText(format.instant(link.expiresAt))}</p>
      <TextField
        label={t.identity.link}
        value={address}
        readOnly
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
      />
      <DialogButtons>
        <Button onClick={onClose}>{t.act.close}</Button>
        <CopyButton text={address} />
      </DialogButtons>
    </Dialog>
  );
}
