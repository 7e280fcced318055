import { lazy, Suspense } from "react";
import { useSession } from "@/api/session";
import { SignIn } from "@/features/auth/SignIn";
import { mayReload, untilReachable } from "@/app/reload";
import { Splash } from "@/app/Splash";

const App = lazy(() => import("./App").catch(whenReachable));
const BY_LINK = ["/reset", "/invitation"];

/** Who isn't signed in gets the sign-in and nothing more. */
export function Start() {
  const { state } = useSession();
  if (state === "out" && !BY_LINK.includes(location.pathname)) return <SignIn />;
  return (
    <Suspense fallback={<Splash />}>
      <App />
    </Suspense>
  );
}

/** The rest of the page didn't come: offline, or a new version took its place. */
async function whenReachable(): Promise<never> {
  await untilReachable(new AbortController().signal);
  if (mayReload()) location.reload();
  return new Promise(() => undefined);
}
