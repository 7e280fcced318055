import { FileDown, Printer } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { api, body } from "@/api/client";
import { letterOf } from "./keyboard";
import { useLanguage, useTexts } from "@/i18n/language";
import { Button, IconButton } from "./Button";
import { useProblemText } from "./problemText";
import { toast } from "./toast";

export interface Pdf {
  of: "record" | "bill";
  id: string;
  /** Of the file. */
  name: string;
}

/** Downloads it, or opens it to be printed: what the browser makes of the page isn't the document. */
export function PdfButtons({ of, id, name }: Pdf) {
  const t = useTexts();
  const lang = useLanguage();
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);

  /** The call needs the token, which a plain link wouldn't send. */
  async function fetchFile(): Promise<string> {
    const options = { params: { path: { id }, query: { lang } }, parseAs: "blob" } as const;
    const file = await body(
      of === "record" ? api.GET("/records/{id}/pdf", options) : api.GET("/bills/{id}/pdf", options),
    );
    return URL.createObjectURL(file);
  }

  async function make(take: (address: string) => void, failed?: () => void) {
    setBusy(true);
    try {
      take(await fetchFile());
    } catch (error) {
      failed?.();
      toast(problemText(error), { failed: true });
    } finally {
      setBusy(false);
    }
  }

  const download = () => make((address) => save(address, `${name}.pdf`));
  function print() {
    const tab = window.open(); // at once: later it would be a pop-up
    if (!tab) return void download();
    void make(
      (address) => (tab.location.href = address),
      () => tab.close(),
    );
  }
  usePrintKeys(print);

  return (
    <>
      <Button icon={<FileDown size={16} />} disabled={busy} onClick={() => void download()}>
        {busy ? t.chart.pdfBusy : t.chart.pdf}
      </Button>
      <IconButton label={t.act.print} disabled={busy} onClick={print}>
        <Printer size={18} />
      </IconButton>
    </>
  );
}

function usePrintKeys(print: () => void) {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || letterOf(event) !== "p") return;
    event.preventDefault();
    print();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => pressed(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);
}

function save(address: string, name: string) {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
