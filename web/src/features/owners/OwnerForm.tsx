import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import type { Owner, OwnerIn } from "@/api/types";
import { refreshAll } from "@/api/queries";
import { useTexts } from "@/i18n/language";
import { type Reader, read } from "@/typed/reader";
import { line, prose } from "@/typed/text";
import { EditDialog } from "@/ui/EditDialog";
import { useForm } from "@/ui/form";
import { toast } from "@/ui/toast";
import { owners, ownersWithPhone } from "./calls";
import { isWhole } from "./phone";
import { SamePhone } from "./SamePhone";

const NEW = { lastName: "", firstName: "", phone: "", email: "", address: "", notes: "" };
type Values = typeof NEW;

const valuesOf = (owner: unknown): Values => {
  const { lastName, firstName, phone, email, address, notes } = owner as Owner;
  return { lastName, firstName, phone: phone ?? "", email: email ?? "", address: address ?? "", notes: notes ?? "" };
};

const toOwner = (values: Values, reader: Reader): OwnerIn => ({
  lastName: reader.name("lastName", values.lastName),
  firstName: reader.name("firstName", values.firstName),
  phone: line(values.phone),
  email: line(values.email),
  address: line(values.address),
  notes: prose(values.notes),
});

interface OwnerFormProps {
  owner?: Owner;
  onClose: () => void;
  onSaved?: (owner: Owner) => void;
}

export function OwnerForm({ owner, onClose, onSaved }: OwnerFormProps) {
  const t = useTexts();
  const form = useForm({
    initial: owner ? valuesOf(owner) : NEW,
    version: owner?.version ?? 0,
    valuesOf,
    id: owner?.id,
    keep: `owner:${owner?.id ?? "new"}`,
    save: (values: Values, to) =>
      owners.save(
        to,
        read((reader) => toOwner(values, reader)),
      ),
    saved: (saved) => {
      toast(t.owner.saved);
      void refreshAll("owner", "patient", "summary");
      onClose();
      onSaved?.(saved);
    },
  });
  const same = useSamePhone(form.values.phone, owner);
  return (
    <EditDialog
      title={owner ? t.owner.edit : t.owner.new}
      form={form}
      onClose={onClose}
      submit={same.length ? t.owner.saveAnyway : undefined}
      fields={[
        { name: "lastName", label: t.owner.lastName, required: true },
        { name: "firstName", label: t.owner.firstName, required: true },
        { name: "phone", label: t.owner.phone, kind: "tel" },
        { name: "email", label: t.owner.email, kind: "email", after: <SamePhone key="same" owners={same} /> },
        { name: "address", label: t.owner.address, wide: true },
        { name: "notes", label: t.owner.notes, kind: "prose" },
      ]}
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
