import { Plus, X } from "lucide-react";
import type { Schemas } from "@/api/types";
import type { Weekday } from "@/app/hours";
import { useTexts } from "@/i18n/language";
import { Button, IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";

type Opening = Schemas["Opening"];
const USUAL: Opening = { opens: "09:00", closes: "18:00" };
const MIDNIGHT = "24:00";

interface DayProps {
  name: Weekday;
  openings: Opening[];
  /** What is said of a day without any. */
  without: string;
  errors: Record<string, string>;
  onChange: (openings: Opening[]) => void;
}

/** One day of the week: its openings, breaks being what lies between them. */
export function Day({ name, openings, without, errors, onChange }: DayProps) {
  const t = useTexts();
  const day = t.hours.days[name];
  const last = openings.at(-1);
  const change = (at: number, changes: Partial<Opening>) =>
    onChange(openings.map((each, i) => (i === at ? { ...each, ...changes } : each)));
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-2.5">
      <h3 className={cx("w-24 pt-1.5 text-base", !openings.length && "text-muted")}>{day}</h3>
      <div className="min-w-0 flex-1 space-y-2">
        {!openings.length && <p className="py-1.5 text-muted">{without}</p>}
        {openings.map((each, i) => {
          const faults = [errors[`${name}[${i}].opens`], errors[`${name}[${i}].closes`]].filter(Boolean);
          const wiring = (end: keyof Opening) => ({
            type: "time",
            className: "field nums w-30",
            "aria-label": `${day}, ${t.hours[end]}${openings.length > 1 ? ` ${i + 1}` : ""}`,
            "aria-invalid": faults.length > 0,
            "aria-describedby": faults.length ? `${name}-${i}` : undefined,
          });
          return (
            <div key={i}>
              <div className="flex flex-wrap items-center gap-2">
                <input {...wiring("opens")} value={each.opens} onChange={(e) => change(i, { opens: e.target.value })} />
                <span aria-hidden>–</span>
                {/* A clock's 00:00 at the end of a day is what the API writes as 24:00. */}
                <input
                  {...wiring("closes")}
                  value={each.closes === MIDNIGHT ? "00:00" : each.closes}
                  onChange={(e) => change(i, { closes: e.target.value === "00:00" ? MIDNIGHT : e.target.value })}
                />
                {each.closes === MIDNIGHT && <span className="text-sm text-muted">{t.hours.endOfDay}</span>}
                <IconButton
                  label={`${t.hours.remove}: ${day} ${each.opens}–${each.closes}`}
                  onClick={() => onChange(openings.filter((_, other) => other !== i))}
                >
                  <X size={18} />
                </IconButton>
              </div>
              {faults.length > 0 && (
                <p id={`${name}-${i}`} className="mt-1 text-sm text-danger">
                  {day}: {faults.join("; ")}
                </p>
              )}
            </div>
          );
        })}
      </div>
      <Button
        small
        look="ghost"
        icon={<Plus size={16} aria-hidden />}
        aria-label={`${t.hours.add}: ${day}`}
        onClick={() => onChange([...openings, last ? { opens: last.closes, closes: MIDNIGHT } : USUAL])}
      >
        {t.hours.add}
      </Button>
    </li>
  );
}
