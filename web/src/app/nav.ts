import { CalendarDays, ClipboardList, FileText, PawPrint, Receipt, Settings, Users } from "lucide-react";

/** `key`: after g. */
export const PAGES = [
  { to: "/", name: "today", key: "t", icon: ClipboardList },
  { to: "/appointments", name: "appointments", key: "a", icon: CalendarDays },
  { to: "/patients", name: "patients", key: "p", icon: PawPrint },
  { to: "/owners", name: "owners", key: "o", icon: Users },
  { to: "/records", name: "records", key: "r", icon: FileText },
  { to: "/bills", name: "bills", key: "b", icon: Receipt },
  { to: "/settings", name: "settings", key: "s", icon: Settings },
] as const;
