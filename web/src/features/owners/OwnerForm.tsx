import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import type { Owner } from "@/api/types";
import { useResourceForm } from "@/features/ResourceForm";
import { useTexts } from "@/i18n/language";
import { EditDialog } from "@/ui/EditDialog";
import { owners, ownersWithPhone } from "./calls";
import { isWhole } from "./phone";
import { SamePhone } from "./SamePhone";

interface OwnerFormProps {
  owner?: Owner;
  onClose: () => void;
  onSaved?: (owner: Owner) => void;
}

export function OwnerForm({ owner, onClose, onSaved }: OwnerFormProps) {
  const t = useTexts();
  const keep = `owner:${owner?.id ?? "new"}`;
  const dialog = useResourceForm({ of: owners, current: owner, keep, onClose, onSaved });
  const same = useSamePhone(dialog.form.values.phone, owner);
  return (
    <EditDialog
      {...dialog}
      submit={same.length ? t.owner.saveAnyway : undefined}
      after={{ email: <SamePhone owners={same} /> }}
    />
  );
}

/** Others with this number; nobody where it is the owner's as it was. */
function useSamePhone(phone: string, owner: Owner | undefined) {
  const typed = useDeferredValue(phone);
  const found = useQuery({
    queryKey: ["search", "phone", typed],
    queryFn: () => ownersWithPhone(typed),
    enabled: isWhole(typed) && typed !== owner?.phone,
  });
  return typed === phone && isWhole(typed) && typed !== owner?.phone
    ? (found.data ?? []).filter((each) => each.id !== owner?.id)
    : [];
}
