import { CloudOff, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { useRouteError } from "react-router";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/states";
import { isMissingFile, mayReload, untilReachable } from "./reload";

export function Crash() {
  const error = useRouteError();
  return <main className="grid min-h-96 place-items-center">{isMissingFile(error) ? <Missing /> : <Broken />}</main>;
}

function Broken() {
  const t = useTexts();
  return (
    <Notice icon={<TriangleAlert size={28} />} title={t.state.crashTitle} text={t.state.crashText}>
      <Button look="primary" onClick={() => location.reload()}>
        {t.state.reload}
      </Button>
    </Notice>
  );
}

/** A file of the page didn't come: offline, or a new version took its place. Goes on by itself, once for each. */
function Missing() {
  const t = useTexts();
  const [inVain, setInVain] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    void untilReachable(stop.signal).then(() => {
      if (stop.signal.aborted) return;
      if (mayReload()) location.reload();
      else setInVain(true);
    });
    return () => stop.abort();
  }, []);
  if (inVain) return <Broken />;
  return <Notice icon={<CloudOff size={28} />} title={t.state.offlineTitle} text={t.state.offlineText} />;
}
