import * as Ariakit from "@ariakit/react";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTexts } from "@/i18n/language";
import { Button, IconButton } from "./Button";
import { cx } from "./cx";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
  /** For what has to be answered: no way out but its own buttons. */
  locked?: boolean;
  role?: "dialog" | "alertdialog";
}

/** Shown while it is rendered. */
export function Dialog({ title, onClose, children, wide, locked, role }: DialogProps) {
  const t = useTexts();
  return (
    <Ariakit.Dialog
      open
      role={role ?? "dialog"}
      onClose={() => !locked && onClose()}
      hideOnEscape={!locked}
      // A click beside a form would lose what was typed.
      hideOnInteractOutside={false}
      // What a form says as a toast can be read, and undone, while its dialog is open.
      getPersistentElements={() => document.querySelectorAll<HTMLElement>("[data-toasts]")}
      backdrop={<div className="bg-black/45" />}
      className={cx(
        // Toasts have their room below, and on phones the navigation.
        "fixed inset-x-3 top-[6dvh] z-50 mx-auto flex max-h-[calc(94dvh-4rem)] flex-col rounded-2xl bg-raised text-ink shadow-raised max-sm:max-h-[calc(94dvh-8rem)]",
        wide ? "max-w-4xl" : "max-w-lg",
      )}
    >
      <header className="flex items-center justify-between gap-4 border-b border-line py-2.5 pr-2.5 pl-5">
        <Ariakit.DialogHeading className="text-lg">{title}</Ariakit.DialogHeading>
        {!locked && (
          <IconButton label={t.act.close} onClick={onClose}>
            <X size={18} />
          </IconButton>
        )}
      </header>
      <div className="overflow-y-auto overscroll-contain p-5">{children}</div>
    </Ariakit.Dialog>
  );
}

export function DialogButtons({ children }: { children: ReactNode }) {
  return (
    <div className="sticky -bottom-5 -mx-5 -mb-5 mt-5 flex flex-wrap items-center justify-end gap-2 rounded-b-2xl border-t border-line bg-raised px-5 py-3">
      {children}
    </div>
  );
}

interface ConfirmProps {
  title: string;
  text: string;
  yes: string;
  no: string;
  danger?: boolean;
  onYes: () => void;
  onNo: () => void;
}

export function Confirm({ title, text, yes, no, danger, onYes, onNo }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onNo} role="alertdialog">
      <p>{text}</p>
      <DialogButtons>
        <Button onClick={onNo}>{no}</Button>
        <Button look={danger ? "danger" : "primary"} onClick={onYes}>
          {yes}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
