import { useTexts } from "@/i18n/language";
import { dayOr } from "@/typed/day";
import { DayFilter } from "./DayFilter";
import { useParams } from "./params";

const EDGES = ["from", "to"] as const;
const dayIn = (params: URLSearchParams, name: string) => dayOr(params.get(name), "") || undefined;

/** The days that the address narrows a list to. */
export const daysOf = (params: URLSearchParams) => ({ from: dayIn(params, "from"), to: dayIn(params, "to") });

export function DayFilters() {
  const t = useTexts();
  const [params, setParams] = useParams();
  const days = daysOf(params);
  return EDGES.map((name) => (
    <span key={name} className="flex items-center gap-2 text-sm text-muted">
      <span aria-hidden>{t.record[name]}</span>
      <DayFilter
        label={t.record[name]}
        className="w-auto"
        value={days[name] ?? ""}
        onChange={(to) => setParams({ [name]: to })}
      />
    </span>
  ));
}
