import { useEffect } from "react";
import { CloudOff } from "lucide-react";
import { resume, useSession } from "@/api/session";
import { SignIn } from "@/features/auth/SignIn";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/states";
import { queryClient } from "./queries";
import { Shell } from "./Shell";

/** The same address whoever asks: signing in doesn't lead away from it. */
export function Root() {
  const session = useSession();
  const t = useTexts();
  useEffect(() => {
    if (session.state === "out") queryClient.clear();
  }, [session.state]);

  if (session.state === "starting") return null;
  if (session.state === "out") return <SignIn />;
  if (!session.user)
    return (
      <main className="grid min-h-96 place-items-center">
        <Notice icon={<CloudOff size={28} />} title={t.auth.unreachable}>
          <Button look="primary" onClick={() => void resume()}>
            {t.act.retry}
          </Button>
        </Notice>
      </main>
    );
  return <Shell user={session.user} ended={session.state === "ended"} />;
}
