import { Copy } from "lucide-react";
import { useState } from "react";
import { useTexts } from "@/i18n/language";
import { Button } from "./Button";

/** Says beside itself whether it did: before a session there is no place for toasts. */
export function CopyButton({ text }: { text: string }) {
  const t = useTexts();
  const [said, say] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      say(t.identity.copied);
    } catch {
      say(t.identity.notCopied);
    }
  };
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span role="status" className="text-sm text-muted">
        {said}
      </span>
      <Button icon={<Copy size={16} aria-hidden />} onClick={() => void copy()}>
        {t.identity.copy}
      </Button>
    </span>
  );
}
