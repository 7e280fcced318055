import type { Schemas, User } from "@/api/types";
import { queryClient } from "@/api/queries";
import { useTexts } from "@/i18n/language";
import { Check, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormDialog } from "@/ui/FormDialog";
import { toast } from "@/ui/toast";
import { createUser, updateUser } from "./calls";

export const ROLES = ["admin", "veterinarian", "technician", "staff"] as const;
type Roles = User["roles"];

const fromUser = (object: unknown) => {
  const { username, email, firstName, lastName, roles, disabled } = object as User;
  return { username, email, firstName, lastName, roles, disabled: disabled ?? false, password: "" };
};
type Values = ReturnType<typeof fromUser>;
const NEW: Values = {
  username: "",
  email: "",
  firstName: "",
  lastName: "",
  roles: ["staff"],
  disabled: false,
  password: "",
};

interface UserFormProps {
  user: User | undefined;
  onClose: () => void;
  onInvited: (user: User, link: Schemas["ResetLink"]) => void;
}

/** Without a password who is new is invited, and sets their own. */
export function UserForm({ user, onClose, onInvited }: UserFormProps) {
  const t = useTexts();
  const form = useForm({
    initial: user ? fromUser(user) : NEW,
    version: user?.version ?? 0,
    valuesOf: fromUser,
    id: user?.id,
    save: ({ password, ...rest }: Values, { id, version, key }): Promise<Schemas["AddedUser"]> => {
      const sent = { ...rest, ...(password ? { password } : {}) };
      return id ? updateUser(id, sent, version) : createUser(sent, key);
    },
    saved: (saved) => {
      toast(t.users.saved);
      void queryClient.invalidateQueries({ queryKey: ["user"] });
      void queryClient.invalidateQueries({ queryKey: ["staff"] });
      onClose();
      if (saved.invitation) onInvited(saved, saved.invitation);
    },
  });
  const toggle = (role: Roles[number], on: boolean) =>
    form.set(
      "roles",
      ROLES.filter((each) => (each === role ? on : form.values.roles.includes(each))),
    );
  return (
    <FormDialog
      title={user ? t.users.edit : t.users.new}
      form={form}
      onClose={onClose}
      labels={{
        ...t.owner,
        username: t.users.username,
        email: t.users.email,
        roles: t.users.roles,
        disabled: t.users.state,
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={t.owner.lastName} {...form.bind("lastName")} required autoFocus />
        <TextField label={t.owner.firstName} {...form.bind("firstName")} required />
        <TextField label={t.users.username} {...form.bind("username")} required />
        <TextField label={t.users.email} type="email" {...form.bind("email")} required />
        <fieldset className="sm:col-span-2">
          <legend className="text-sm font-medium">{t.users.roles}</legend>
          <div className="flex flex-wrap gap-x-5">
            {ROLES.map((role) => (
              <Check
                key={role}
                label={t.users.role[role]}
                checked={form.values.roles.includes(role)}
                onChange={(on) => toggle(role, on)}
              />
            ))}
          </div>
          {form.errors.roles && <p className="text-sm text-danger">{form.errors.roles}</p>}
        </fieldset>
        <TextField
          label={user ? t.users.newPassword : t.users.password}
          hint={user ? undefined : t.users.inviteHint}
          type="password"
          autoComplete="new-password"
          {...form.bind("password")}
          className="sm:col-span-2"
        />
        {user && (
          <Check label={t.users.disabled} checked={form.values.disabled} onChange={(on) => form.set("disabled", on)} />
        )}
      </div>
    </FormDialog>
  );
}
