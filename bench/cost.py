"""What the suite's figures are made of: the mix beside Envoy, and a page of a large clinic beside one of a small."""

import statistics
from dataclasses import dataclass, field
from pathlib import Path

from bench import gateways, report, whole
from bench.targets import Target
from bench.tokens import user_token
from bench.whole import LARGE, MIX, PAGE, SMALL, Cost, Running


@dataclass
class Measured:
    mix: Cost = field(default_factory=Cost)
    envoy: list[float] = field(default_factory=list)  # µs a request, in the same rounds
    idle: list[float] = field(default_factory=list)
    answers: list[tuple[str, int | None, int]] = field(default_factory=list)  # path, rows, bytes
    small: Cost = field(default_factory=Cost)
    large: Cost = field(default_factory=Cost)


def measure(folder: Path, upstream: Target, envoy: Target, rounds: int, seconds: float) -> Measured:
    measured = Measured()
    with whole.running(folder, f"http://127.0.0.1:{upstream.port}") as suite:
        _measure_mix(suite, envoy, rounds, seconds, measured)
        _measure_pages(suite, rounds, seconds, measured)
    return measured


def _measure_mix(suite: Running, envoy: Target, rounds: int, seconds: float, measured: Measured) -> None:
    token, edge = suite.token("admin@vetchart.com"), user_token()
    warm = suite.warm(MIX, token)
    for place, path in enumerate(MIX):
        answer = suite.answer(path, token)
        measured.answers.append((path, len(answer) if isinstance(answer, list) else None, warm.sizes[place]))
    measured.idle = suite.idle()
    for _ in range(rounds):
        suite.cost(MIX, token, seconds, measured.mix)
        one = gateways.saturate(envoy, edge, seconds)
        measured.envoy.append(one.cpu / len(one.result.latencies) * 1e6)


def _measure_pages(suite: Running, rounds: int, seconds: float, measured: Measured) -> None:
    """The same patients in both clinics; one has a thousand times as many."""
    suite.fill("us", SMALL)
    suite.fill("kr", LARGE)
    suite.settle()
    small, large = suite.token("admin@vetchart.com"), suite.token("admin@hanbit.example")
    for _ in range(rounds):
        for token, cost in ((small, measured.small), (large, measured.large)):
            suite.warm([PAGE], token)
            suite.cost([PAGE], token, seconds, cost)


def rendered(measured: Measured) -> str:
    return "\n\n".join([_mix(measured), _answers(measured), _pages(measured)])


def _mix(measured: Measured) -> str:
    head = ("the six reads, on average", "CPU µs/request", "÷ Envoy", "idle ms/s")
    rows = [
        [part, report.spread(values), report.ratios(values, measured.envoy), f"{idle:.0f}"]
        for (part, values), idle in zip(measured.mix.parts.items(), measured.idle, strict=True)
    ]
    sums = measured.mix.sums
    rows.append(["**together**", report.spread(sums), report.ratios(sums, measured.envoy), f"{sum(measured.idle):.0f}"])
    rows.append(["Envoy, one proxied request", report.spread(measured.envoy), "1", ""])
    return f"{report.table(head, rows)}\n\n{statistics.median(measured.mix.rate):.0f} requests/s in the median round."


def _answers(measured: Measured) -> str:
    rows = [[f"`GET {path}`", "" if rows is None else str(rows), str(size)] for path, rows, size in measured.answers]
    return report.table(("answer", "rows", "bytes"), rows)


def _pages(measured: Measured) -> str:
    head = (f"`GET {PAGE}`", "CPU µs/request", f"÷ at {SMALL}")
    small, large = measured.small.sums, measured.large.sums
    rows = [
        [f"at {SMALL} patients", report.spread(small), "1"],
        [f"at {LARGE:,} patients", report.spread(large), report.ratios(large, small)],
    ]
    return report.table(head, rows)
