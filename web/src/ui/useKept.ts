import { useMemo, useState } from "react";
import { dropForm, keepForm, type Kept, keptForm } from "@/api/keptForms";
import { useSession } from "@/api/session";

/** What was typed into the form of this name before, by whoever is signed in; without a name nothing is kept. */
export function useKept<V>(name: string | undefined) {
  const user = useSession().user?.id;
  const [kept] = useState(() => (name && user ? keptForm<V>(user, name) : undefined));
  return useMemo(
    () => ({
      kept,
      keep: (now: Omit<Kept<V>, "at">) => void (name && user && keepForm(user, name, now)),
      drop: () => void (name && user && dropForm(user, name)),
    }),
    [kept, name, user],
  );
}
