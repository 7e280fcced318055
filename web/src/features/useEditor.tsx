import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useMay } from "@/app/permissions";
import type { Resource, Thing } from "@/app/resource";
import { useTexts } from "@/i18n/language";
import { Button, type ButtonLook } from "@/ui/Button";
import type { Fields } from "@/ui/fields";
import { ResourceForm } from "./ResourceForm";

export interface Editor<T> {
  /** The button that adds one. It and `edit` are there for whom the service lets write. */
  add: (look?: ButtonLook) => ReactNode;
  edit: ((thing: T) => void) | undefined;
  dialog: ReactNode;
}

/** Adds and changes things of a plain resource, beside whatever list of them. */
export function useEditor<T extends Thing, F extends Fields>(
  of: Omit<Resource<T, F>, "list">,
  { given, wide = false }: { given?: object; wide?: boolean } = {},
): Editor<T> {
  const t = useTexts();
  const mayWrite = useMay(of.write);
  const [open, setOpen] = useState<T | "new" | null>(null);
  const current = open === "new" ? undefined : (open ?? undefined);
  return {
    add: (look) =>
      mayWrite && (
        <Button icon={<Plus size={look?.small ? 14 : 16} />} {...look} onClick={() => setOpen("new")}>
          {of.words(t).new}
        </Button>
      ),
    edit: mayWrite ? setOpen : undefined,
    dialog: open && <ResourceForm {...{ of, current, given, wide }} onClose={() => setOpen(null)} />,
  };
}
