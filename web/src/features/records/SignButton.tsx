import { PenLine } from "lucide-react";
import { useState } from "react";
import { Once } from "@/api/once";
import { isProblem } from "@/api/problem";
import type { Record } from "@/api/types";
import { useMay } from "@/app/permissions";
import { queryClient, refreshAll } from "@/api/queries";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { Dialog, DialogButtons } from "@/ui/Dialog";
import { useProblemText } from "@/ui/problemText";
import { toast } from "@/ui/toast";
import { recordQuery, signRecord } from "./calls";

interface SignProps {
  record: Record;
  /** What isn't saved can't be signed. */
  dirty: boolean;
  again: (() => void) | undefined;
}

export function SignButton({ record, dirty, again }: SignProps) {
  const t = useTexts();
  const maySign = useMay("records:sign");
  const [asking, ask] = useState(false);
  if (!maySign) return null;
  return (
    <>
      <Button
        icon={<PenLine size={16} />}
        aria-disabled={dirty}
        title={dirty ? t.chart.signFirst : undefined}
        onClick={() => (dirty ? toast(t.chart.signFirst) : ask(true))}
      >
        {t.chart.sign}
      </Button>
      {asking && <SignDialog record={record} again={again} onClose={() => ask(false)} />}
    </>
  );
}

function SignDialog({ record, again, onClose }: Omit<SignProps, "dirty"> & { onClose: () => void }) {
  const t = useTexts();
  const problemText = useProblemText();
  const [signing] = useState(() => new Once());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");

  async function sign() {
    setBusy(true);
    try {
      show(await signing.run((key) => signRecord(record, key)));
      toast(t.chart.signed);
    } catch (problem) {
      setBusy(false);
      if (isProblem(problem, 412)) changed(problem.current as Record, problem.changedBy);
      else setError(problemText(problem));
    }
  }

  function show(now: Record) {
    queryClient.setQueryData(recordQuery(now.id).queryKey, now);
    void refreshAll("record", "summary", "stats");
  }

  function changed(now: Record, who: string) {
    toast(t.chart.changedMeanwhile(who), { failed: true });
    onClose();
    show(now);
    again?.();
  }

  return (
    <Dialog title={t.chart.signTitle} role="alertdialog" onClose={onClose}>
      <p>{t.chart.signText}</p>
      {error && (
        <p role="alert" className="mt-3 text-danger">
          {error}
        </p>
      )}
      <DialogButtons>
        <Button onClick={onClose}>{t.act.cancel}</Button>
        <Button look="primary" disabled={busy} onClick={() => void sign()}>
          {t.chart.sign}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
