import { useEffect } from "react";
import { CloudOff } from "lucide-react";
import { resume, useSession } from "@/api/session";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/states";
import { Shell } from "./Shell";
import { Splash } from "@/app/Splash";

const AGAIN = 5_000; // ms

/** The same address whoever asks: signing in (Start) doesn't lead away from it. */
export function Root() {
  const session = useSession();
  if (session.state === "starting" || session.state === "out") return <Splash />;
  if (!session.user) return <Unreachable />;
  return <Shell user={session.user} ended={session.state === "ended"} />;
}

/** Tries again by itself. */
function Unreachable() {
  const t = useTexts();
  useEffect(() => {
    const again = () => void resume();
    const timer = setInterval(again, AGAIN);
    addEventListener("online", again);
    return () => {
      clearInterval(timer);
      removeEventListener("online", again);
    };
  }, []);
  return (
    <main className="grid min-h-96 place-items-center">
      <Notice icon={<CloudOff size={28} />} title={t.auth.unreachable} text={t.state.offlineText}>
        <Button look="primary" onClick={() => void resume()}>
          {t.act.retry}
        </Button>
      </Notice>
    </main>
  );
}
