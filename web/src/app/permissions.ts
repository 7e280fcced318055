import { useSession } from "@/api/session";

export type Permission = keyof typeof ROLES_THAT_MAY;

/** What the page offers; what counts is the service's own table, which refuses with 403. */
const ROLES_THAT_MAY = {
  "records:write": ["technician", "veterinarian", "admin"],
  "records:sign": ["veterinarian", "admin"],
  "appointments:overbook": ["veterinarian", "admin"],
  "bills:credit": ["veterinarian", "admin"],
  "prices:write": ["admin"],
  "appointments:correct": ["admin"],
  "users:admin": ["admin"],
  "audit:read": ["admin"],
  "analytics:read": ["admin"],
  "hours:write": ["admin"],
} as const;

export function useMay(permission: Permission): boolean {
  const { user } = useSession();
  const roles: readonly string[] = ROLES_THAT_MAY[permission];
  return user?.roles.some((role) => roles.includes(role)) ?? false;
}
