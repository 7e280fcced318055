import { encode } from "uqr";
import { useTexts } from "@/i18n/language";

const QUIET = 4; // modules of white around it, which readers need

/** Black on white in either theme: some readers don't take it the other way round. Drawn here; no one else sees it. */
export function Qr({ text }: { text: string }) {
  const t = useTexts();
  const { data, size } = encode(text, { border: 0 });
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? `M${x} ${y}h1v1h-1z` : [])));
  const side = size + 2 * QUIET;
  return (
    <svg
      viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`}
      role="img"
      aria-label={t.identity.qr}
      shapeRendering="crispEdges"
      className="size-48 rounded-lg border border-line bg-white"
    >
      <path d={dark.join("")} fill="#000" />
    </svg>
  );
}
