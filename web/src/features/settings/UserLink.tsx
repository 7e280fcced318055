import type { Schemas, User } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog, DialogButtons } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";

/** Shown once: to hand over by the admin's own way. */
export function UserLink({ user, link, onClose }: { user: User; link: Schemas["ResetLink"]; onClose: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const address = `${location.origin}${link.path}`;
  const title = user.invited ? t.identity.invitationOf : t.identity.linkTitle;
  return (
    <Dialog title={title(fullName(user))} onClose={onClose}>
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
