import { ChartColumn, ClipboardList, Settings } from "lucide-react";
import { useMay } from "./permissions";
import { SHOWN } from "./shown";

/** `key`: after g. */
export const PAGES = [
  { to: "/", name: "today", key: "t", icon: ClipboardList },
  { to: "/appointments", name: "appointments", key: "a", icon: SHOWN.appointment.icon },
  { to: "/patients", name: "patients", key: "p", icon: SHOWN.patient.icon },
  { to: "/owners", name: "owners", key: "o", icon: SHOWN.owner.icon },
  { to: "/records", name: "records", key: "r", icon: SHOWN.record.icon },
  { to: "/bills", name: "bills", key: "b", icon: SHOWN.bill.icon },
  { to: "/analytics", name: "analytics", key: "f", icon: ChartColumn, permission: "analytics:read" },
  { to: "/settings", name: "settings", key: "s", icon: Settings },
] as const;

/** Those that the user's roles may see. */
export function usePages() {
  const may = useMay("analytics:read");
  return PAGES.filter((page) => may || !("permission" in page));
}
