import { createBrowserRouter, type RouteObject } from "react-router";
import type { Permission } from "@/app/permissions";
import { Crash } from "@/app/Crash";
import { Allowed, Missing } from "@/app/Missing";
import { Root } from "./Root";

type Screen = () => Promise<{ Screen: React.ComponentType }>;

/** A screen is loaded when it is first gone to. Meanwhile its place is empty, and what is around it shows already. */
const screen = (path: string, load: Screen): RouteObject => ({
  path,
  lazy: async () => ({ Component: (await load()).Screen }),
  HydrateFallback: () => null,
  errorElement: <Crash />,
});

const allowed = (permission: Permission, ...children: RouteObject[]): RouteObject => ({
  element: <Allowed permission={permission} />,
  children,
});

export const router = createBrowserRouter([
  screen("/reset", () => import("@/features/auth/Reset")),
  screen("/invitation", () => import("@/features/auth/Reset")),
  {
    element: <Root />,
    errorElement: <Crash />,
    children: [
      screen("/", () => import("@/features/today/Today")),
      screen("/owners", () => import("@/features/owners/OwnerList")),
      screen("/owners/:id", () => import("@/features/owners/OwnerPage")),
      screen("/patients", () => import("@/features/patients/PatientList")),
      screen("/patients/:id", () => import("@/features/patients/PatientPage")),
      screen("/records", () => import("@/features/records/RecordList")),
      allowed(
        "records:write",
        screen("/records/new", async () => ({ Screen: (await import("@/features/records/RecordPage")).New })),
      ),
      screen("/records/:id", () => import("@/features/records/RecordPage")),
      screen("/appointments", () => import("@/features/appointments/Calendar")),
      screen("/bills", () => import("@/features/bills/BillList")),
      screen("/bills/:id", () => import("@/features/bills/BillPage")),
      allowed(
        "analytics:read",
        screen("/analytics", () => import("@/features/analytics/Analytics")),
      ),
      screen("/settings", () => import("@/features/settings/Account")),
      screen("/settings/prices", () => import("@/features/settings/Prices")),
      allowed(
        "users:admin",
        screen("/settings/users", () => import("@/features/settings/Users")),
        screen("/settings/clinic", () => import("@/features/settings/ClinicSettings")),
      ),
      allowed(
        "hours:write",
        screen("/settings/hours", () => import("@/features/settings/Hours")),
      ),
      allowed(
        "audit:read",
        screen("/settings/audit", () => import("@/features/settings/Audit")),
      ),
      { path: "*", element: <Missing /> },
    ],
  },
]);
