"""A picture of the ladder: `python -m bench.curve var/load/ladder.json docs/load-curve.svg`."""

import json
import math
import sys
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import TypedDict

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 75, 30, 40, 330
PADDING = 25  # between the axis and the first rate
SLO = 300  # ms
LOWEST, HIGHEST = 1.0, 10_000.0  # ms
LINES = {"p50": "#2563eb", "p95": "#d97706", "p99": "#dc2626"}
STYLE = (
    "text { font: 12px sans-serif; fill: #334155 } .grid { stroke: #e2e8f0 } .limit { stroke: #64748b; "
    "stroke-dasharray: 6 4 } polyline { fill: none; stroke-width: 2 } .right { text-anchor: end } "
    ".middle { text-anchor: middle }"
)


class Step(TypedDict):
    rate: float  # requests a second that were asked for
    achieved: float
    p50: float  # ms
    p95: float
    p99: float
    failed: float  # percent


class Ladder(TypedDict):
    steps: list[Step]
    knee: float | None


def draw(ladder: Ladder) -> str:
    """Times over the rate, both on logarithmic axes, with the limit of p95 and the knee."""
    steps = ladder["steps"]
    x = _x_axis([step["rate"] for step in steps])
    parts = [
        _decades(),
        _line(LEFT, _y(SLO), WIDTH - RIGHT, _y(SLO), "limit"),
        _text(WIDTH - RIGHT, _y(SLO) - 4, f"{SLO} ms", "right"),
    ]
    parts += [_text(x(step["rate"]), BOTTOM + 18, f"{step['rate']:g}", "middle") for step in steps]
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "requests asked for per second", "middle"))
    parts += [_curve(steps, name, x) for name in LINES]
    parts += [_key(name, LEFT + 80 * place) for place, name in enumerate(LINES)]
    if ladder["knee"]:
        at = x(ladder["knee"])
        parts += [_line(at, TOP, at, BOTTOM, "limit"), _text(at + 4, TOP + 12, f"knee: {ladder['knee']:g}/s")]
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">\n'
        f"<title>Time of a request over the rate of arrival</title>\n<style>{STYLE}</style>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _x_axis(rates: Sequence[float]) -> Callable[[float], float]:
    low, high = math.log(min(rates)), math.log(max(rates))
    width = WIDTH - RIGHT - LEFT - 2 * PADDING
    return lambda rate: LEFT + PADDING + width * ((math.log(rate) - low) / (high - low) if high > low else 0.5)


def _y(ms: float) -> float:
    share = math.log(min(max(ms, LOWEST), HIGHEST) / LOWEST) / math.log(HIGHEST / LOWEST)
    return BOTTOM - share * (BOTTOM - TOP)


def _decades() -> str:
    marks = [10.0**power for power in range(5)]
    lines = [_line(LEFT, _y(ms), WIDTH - RIGHT, _y(ms), "grid") for ms in marks]
    return "\n".join([*lines, *(_text(LEFT - 6, _y(ms) + 4, f"{ms:,.0f} ms", "right") for ms in marks)])


def _curve(steps: Sequence[Step], name: str, x: Callable[[float], float]) -> str:
    values = [float(step[name]) for step in steps]  # type: ignore[literal-required]  # one of LINES
    points = " ".join(f"{x(step['rate']):.1f},{_y(ms):.1f}" for step, ms in zip(steps, values, strict=True))
    return f'<polyline points="{points}" stroke="{LINES[name]}"/>'


def _key(name: str, x: float) -> str:
    return f'<path d="M{x} 20h24" stroke="{LINES[name]}" stroke-width="2"/>' + _text(x + 30, 24, name)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{escape(text)}</text>'


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit("python -m bench.curve LADDER.json PICTURE.svg")
    ladder: Ladder = json.loads(Path(sys.argv[1]).read_text())
    Path(sys.argv[2]).write_text(draw(ladder))


if __name__ == "__main__":
    main()
