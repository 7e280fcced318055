import { createBrowserRouter, type RouteObject } from "react-router";
import { Crash } from "./Crash";
import { Missing } from "./Missing";
import { Root } from "./Root";

type Screen = () => Promise<{ Screen: React.ComponentType }>;

/** A screen is loaded when it is first gone to. */
const screen = (path: string, load: Screen): RouteObject => ({
  path,
  lazy: async () => ({ Component: (await load()).Screen }),
  errorElement: <Crash />,
});

export const router = createBrowserRouter([
  {
    element: <Root />,
    errorElement: <Crash />,
    HydrateFallback: () => null,
    children: [
      screen("/owners", () => import("@/features/owners/OwnerList")),
      screen("/owners/:id", () => import("@/features/owners/OwnerPage")),
      screen("/patients", () => import("@/features/patients/PatientList")),
      screen("/patients/:id", () => import("@/features/patients/PatientPage")),
      { path: "*", element: <Missing /> },
    ],
  },
]);
