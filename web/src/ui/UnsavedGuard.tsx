import { useTexts } from "@/i18n/language";
import { Confirm } from "./Dialog";
import { useUnsavedGuard } from "./unsaved";

interface GuardProps {
  dirty: boolean;
  /** It is lost on purpose. */
  onDiscard?: () => void;
}

export function UnsavedGuard({ dirty, onDiscard }: GuardProps) {
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
      onYes={() => {
        onDiscard?.();
        blocker.proceed();
      }}
      onNo={() => blocker.reset()}
    />
  );
}
