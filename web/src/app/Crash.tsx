import { TriangleAlert } from "lucide-react";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/states";

/** Also where a new version of the page has replaced the file that this one wanted to load. */
export function Crash() {
  const t = useTexts();
  return (
    <main className="grid min-h-96 place-items-center">
      <Notice icon={<TriangleAlert size={28} />} title={t.state.crashTitle} text={t.state.crashText}>
        <Button look="primary" onClick={() => location.reload()}>
          {t.state.reload}
        </Button>
      </Notice>
    </main>
  );
}
