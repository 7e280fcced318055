import { useSession } from "@/api/session";
import type { Schemas } from "@/api/types";

export type Permission = Schemas["Me"]["permissions"][number];

/** What the page offers, by what the service says of the user; a call that isn't allowed is refused with 403. */
export function useMay(permission: Permission): boolean {
  // A service of the release before doesn't say it yet.
  return useSession().user?.permissions?.includes(permission) ?? false;
}
