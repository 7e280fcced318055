import { useTexts } from "@/i18n/language";
import { Confirm } from "./Dialog";
import { useUnsavedGuard } from "./form";

export function UnsavedGuard({ dirty }: { dirty: boolean }) {
  const t = useTexts();
  const blocker = useUnsavedGuard(dirty);
  if (blocker.state !== "blocked") return null;
  return (
    <Confirm
      title={t.state.unsavedTitle}
      text={t.state.unsavedText}
      yes={t.act.discard}
      no={t.act.keep}
      danger
      onYes={() => blocker.proceed()}
      onNo={() => blocker.reset()}
    />
  );
}
