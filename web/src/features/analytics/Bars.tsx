import { useEffect, useRef, useState } from "react";
import { scale, ticks } from "@/features/patients/curve";
import { cx } from "@/ui/cx";

interface Series {
  name: string;
  values: number[];
  look: "accent" | "info" | "warn" | "danger";
}

const FILL = { accent: "fill-accent", info: "fill-info", warn: "fill-warn", danger: "fill-danger" };
const DOT = { accent: "bg-accent", info: "bg-info", warn: "bg-warn", danger: "bg-danger" };
const USUAL_WIDTH = 720;
const HEIGHT = 220;
const LEFT = 72;
const BOTTOM = 26;
const TOP = 10;
const LABEL_WIDTH = 80;
const HALF_LABEL = 26; // so that the last one isn't cut off

interface BarsProps {
  title: string;
  labels: string[];
  series: Series[];
  text: (value: number) => string;
  /** Counts have no halves. */
  whole?: boolean;
}

/** As wide as it is shown, so that its letters are as large as the others. */
function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(USUAL_WIDTH);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(LEFT * 2, entry!.contentRect.width)));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}

/** A bar for each series, side by side in each period. The numbers themselves are in the table below it. */
export function Bars({ title, labels, series, text, whole }: BarsProps) {
  const [box, width] = useWidth();
  const values = ticks([0, ...series.flatMap((each) => each.values)]).filter((tick) => !whole || tick % 1 === 0);
  const y = scale(values[0]!, values.at(-1)!, HEIGHT - BOTTOM, TOP);
  const slot = (width - LEFT) / labels.length;
  const bar = Math.min(22, (slot * 0.8) / series.length);
  const every = Math.ceil(labels.length / ((width - LEFT) / LABEL_WIDTH));
  const x = (period: number, n: number) => LEFT + (period + 0.5) * slot + (n - series.length / 2) * bar;
  return (
    <div className="p-4 pt-3">
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {series.map((each) => (
          <li key={each.name} className="flex items-center gap-1.5">
            <span aria-hidden className={cx("size-3 rounded-sm", DOT[each.look])} />
            {each.name}
          </li>
        ))}
      </ul>
      <div ref={box} className="mt-2">
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={title} className="nums block w-full">
          {values.map((value) => (
            <g key={value}>
              <line x1={LEFT} x2={width} y1={y(value)} y2={y(value)} className="stroke-line" />
              <text x={LEFT - 8} y={y(value) + 4} textAnchor="end" className="fill-muted text-[11px]">
                {text(value)}
              </text>
            </g>
          ))}
          {labels.map((label, period) => (
            <g key={label + String(period)}>
              {series.map((each, n) => {
                const value = each.values[period]!;
                const top = Math.min(y(value), y(0));
                return (
                  <rect
                    key={each.name}
                    x={x(period, n)}
                    y={top}
                    width={Math.max(1, bar - 1)}
                    height={Math.abs(y(value) - y(0))}
                    className={FILL[each.look]}
                  >
                    <title>{`${label} · ${each.name}: ${text(value)}`}</title>
                  </rect>
                );
              })}
              {period % every === 0 && (
                <text
                  x={Math.min(LEFT + (period + 0.5) * slot, width - HALF_LABEL)}
                  y={HEIGHT - 8}
                  textAnchor="middle"
                  className="fill-muted text-[11px]"
                >
                  {label}
                </text>
              )}
            </g>
          ))}
        </svg>
      </div>
    </div>
  );
}
