import { Copy } from "lucide-react";
import { useTexts } from "@/i18n/language";
import { Button } from "./Button";
import { toast } from "./toast";

export function CopyButton({ text }: { text: string }) {
  const t = useTexts();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast(t.identity.copied);
    } catch {
      toast(t.identity.notCopied, { failed: true });
    }
  };
  return (
    <Button icon={<Copy size={16} aria-hidden />} onClick={() => void copy()}>
      {t.identity.copy}
    </Button>
  );
}
