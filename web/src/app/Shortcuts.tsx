import { useTexts } from "@/i18n/language";
import { Dialog } from "@/ui/Dialog";
import { KEYS } from "@/ui/keyboard";
import { usePages } from "./nav";

export default function Shortcuts({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const pages = usePages();
  const rows: [keys: string[], text: string][] = [
    [[KEYS.ctrl, "K"], t.keys.palette],
    [["?"], t.keys.help],
    ...pages.map((page): [string[], string] => [["g", page.key], t.nav[page.name]]),
    [["n", "a"], t.appointment.new],
    [["n", "p"], t.patient.new],
    [["n", "o"], t.owner.new],
    [["/"], t.keys.filter],
    [["↑", "↓"], t.keys.list],
    [[KEYS.ctrl, "Enter"], t.keys.save],
    [[KEYS.alt, "↑ ↓ ← →"], t.keys.move],
    [["Esc"], t.keys.escape],
  ];
  return (
    <Dialog title={t.keys.title} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2">
        {rows.map(([keys, text]) => (
          <div key={text} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <kbd key={key} className="rounded-md border border-line bg-ground px-1.5 font-sans text-sm">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
