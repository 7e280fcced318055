import { CalendarDays, ChartColumn, ClipboardList, FileText, PawPrint, Receipt, Settings, Users } from "lucide-react";
import { useMay } from "./permissions";

/** `key`: after g. */
export const PAGES = [
  { to: "/", name: "today", key: "t", icon: ClipboardList },
  { to: "/appointments", name: "appointments", key: "a", icon: CalendarDays },
  { to: "/patients", name: "patients", key: "p", icon: PawPrint },
  { to: "/owners", name: "owners", key: "o", icon: Users },
  { to: "/records", name: "records", key: "r", icon: FileText },
  { to: "/bills", name: "bills", key: "b", icon: Receipt },
  { to: "/analytics", name: "analytics", key: "f", icon: ChartColumn, permission: "analytics:read" },
  { to: "/settings", name: "settings", key: "s", icon: Settings },
] as const;

/** Those that the user's roles may see. */
export function usePages() {
  const may = useMay("analytics:read");
  return PAGES.filter((page) => may || !("permission" in page));
}
