import type { Weight } from "@/api/types";
import { useFormat } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { inUnit, scale, ticks } from "./curve";

const WIDTH = 640;
const HEIGHT = 180;
const LEFT = 52;
const BOTTOM = 24;
const TOP = 12;
const RIGHT = 16;
const DAY = 86_400_000;

/** Newest first, as the API lists them; drawn oldest first, in the unit that was used last. */
export function WeightCurve({ weights }: { weights: Weight[] }) {
  const t = useTexts();
  const format = useFormat();
  const newest = weights[0];
  if (!newest) return <p className="p-4 text-muted">{t.patient.noWeights}</p>;
  const byDay = Date.parse(newest.at) - Date.parse(weights.at(-1)!.at) > DAY;
  const points = weights
    .map((each) => ({ at: Date.parse(each.at), value: inUnit(each.weightKg, newest.weightUnit) }))
    .reverse();
  const text = (at: number) => format.instant(new Date(at).toISOString(), byDay ? { dateStyle: "medium" } : undefined);
  if (points.length === 1)
    return (
      <p className="nums p-4">
        <span className="text-xl font-semibold">{`${newest.weight} ${newest.weightUnit}`}</span>
        <span className="ms-2 text-muted">{text(points[0]!.at)}</span>
      </p>
    );

  const values = ticks(points.map((point) => point.value));
  // Those of one day would fall on one another: they stand by their order.
  const places = points.map((point, index) => (byDay ? point.at : index));
  const across = scale(places[0]!, places.at(-1)!, LEFT, WIDTH - RIGHT);
  const x = (index: number) => across(places[index]!);
  const y = scale(values[0]!, values.at(-1)!, HEIGHT - BOTTOM, TOP);
  const line = points.map((point, index) => `${x(index).toFixed(1)},${y(point.value).toFixed(1)}`).join(" ");
  const said = points.map((point) => `${text(point.at)}: ${point.value.toFixed(1)} ${newest.weightUnit}`).join("; ");
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${t.patient.weights}. ${said}`}
      className="nums w-full p-2"
    >
      {values.map((value, index) => (
        <g key={value}>
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(value)} y2={y(value)} className="stroke-line" />
          <text x={LEFT - 8} y={y(value) + 4} textAnchor="end" className="fill-muted text-[11px]">
            {index === values.length - 1 ? `${value} ${newest.weightUnit}` : value}
          </text>
        </g>
      ))}
      <polyline points={line} fill="none" className="stroke-accent" strokeWidth={2} strokeLinejoin="round" />
      {points.map((point, index) => (
        <circle key={point.at} cx={x(index)} cy={y(point.value)} r={3.5} className="fill-accent">
          <title>{`${text(point.at)}: ${point.value.toFixed(1)} ${newest.weightUnit}`}</title>
        </circle>
      ))}
      <text x={LEFT} y={HEIGHT - 6} className="fill-muted text-[11px]">
        {text(points[0]!.at)}
      </text>
      <text x={WIDTH - RIGHT} y={HEIGHT - 6} textAnchor="end" className="fill-muted text-[11px]">
        {text(points.at(-1)!.at)}
      </text>
    </svg>
  );
}
