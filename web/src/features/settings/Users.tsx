import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { Schemas, User } from "@/api/types";
import { fullName } from "@/i18n/format";
import { useTexts } from "@/i18n/language";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Page";
import { Failed, Loading } from "@/ui/states";
import { usersQuery } from "./calls";
import { Frame } from "./Frame";
import { UserForm } from "./UserForm";
import { UserHelp } from "./UserHelp";
import { UserLink } from "./UserLink";

export function Screen() {
  const t = useTexts();
  const users = useQuery(usersQuery);
  const [open, setOpen] = useState<User | "new" | null>(null);
  const [invited, setInvited] = useState<{ user: User; link: Schemas["ResetLink"] } | null>(null);
  return (
    <Frame
      page="users"
      actions={
        <Button look="primary" icon={<Plus size={16} />} onClick={() => setOpen("new")}>
          {t.users.new}
        </Button>
      }
    >
      <Card>
        {users.isPending && <Loading />}
        {users.isError && <Failed error={users.error} retry={() => void users.refetch()} />}
        <ul className="divide-y divide-line">
          {users.data?.map((user) => (
            <li key={user.id} className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
              <span className="w-40 truncate max-sm:w-full font-medium">{fullName(user)}</span>
              <span className="min-w-0 flex-1 truncate text-muted max-sm:basis-full">{user.email}</span>
              <span className="flex gap-1.5">
                {user.roles.map((role) => (
                  <Badge key={role} tone={role === "admin" ? "accent" : "plain"}>
                    {t.users.role[role]}
                  </Badge>
                ))}
                {user.disabled && <Badge tone="warn">{t.users.off}</Badge>}
                {user.invited && <Badge tone="info">{t.users.invited}</Badge>}
              </span>
              <Button small aria-label={`${t.act.edit}: ${fullName(user)}`} onClick={() => setOpen(user)}>
                {t.act.edit}
              </Button>
              {!user.disabled && <UserHelp user={user} />}
            </li>
          ))}
        </ul>
      </Card>
      {open && (
        <UserForm
          user={open === "new" ? undefined : open}
          onClose={() => setOpen(null)}
          onInvited={(user, link) => setInvited({ user, link })}
        />
      )}
      {invited && <UserLink {...invited} onClose={() => setInvited(null)} />}
    </Frame>
  );
}
