import { FileDown } from "lucide-react";
import { useState } from "react";
import { api, body } from "@/api/client";
import { useLanguage, useTexts } from "@/i18n/language";
import { Button } from "./Button";
import { useProblemText } from "./problemText";
import { toast } from "./toast";

interface PdfProps {
  of: "record" | "bill";
  id: string;
  /** Of the file. */
  name: string;
}

/** Downloads it: the call needs the token, which a plain link wouldn't send. */
export function PdfButton({ of, id, name }: PdfProps) {
  const t = useTexts();
  const lang = useLanguage();
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);

  async function download() {
    setBusy(true);
    try {
      const options = { params: { path: { id }, query: { lang } }, parseAs: "blob" } as const;
      const file = await body(
        of === "record" ? api.GET("/records/{id}/pdf", options) : api.GET("/bills/{id}/pdf", options),
      );
      save(file as Blob, `${name}.pdf`);
    } catch (error) {
      toast(problemText(error), { failed: true });
    } finally {
      setBusy(false);
    }
  }

  return (
    <Button icon={<FileDown size={16} />} disabled={busy} onClick={() => void download()}>
      {busy ? t.chart.pdfBusy : t.chart.pdf}
    </Button>
  );
}

function save(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
