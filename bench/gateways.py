"""The gateways side by side: saturated in turn, round by round."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench import load, processes, report
from bench.targets import PATH, TARGETS, Missing, Target, start_upstream
from bench.tokens import user_token

WARM_UP = 5000  # requests: JITs want them
WARM_UP_MOST = 20  # seconds
HEAD = ("gateway", "CPU µs/request", "÷ Envoy", "requests/s", "p50 ms", "p99 ms", "busy", "idle ms/s")


@dataclass
class Round:
    cpu: float  # seconds
    busy: float
    result: load.Result


@dataclass
class GatewayFigures:
    """A figure a round."""

    name: str
    does: str
    idle: float
    cpu: list[float] = field(default_factory=list)  # µs a request
    busy: list[float] = field(
        default_factory=list
    )  # percent of the time in which its busiest thread ran or waited for the core
    rate: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)

    def add(self, round_: Round) -> None:
        latencies = round_.result.latencies
        self.cpu.append(round_.cpu / len(latencies) * 1e6)
        self.busy.append(round_.busy * 100)
        self.rate.append(round_.result.rate)
        self.p50.append(report.percentile(latencies, 0.5) * 1000)
        self.p99.append(report.percentile(latencies, 0.99) * 1000)


def start_all(stack: ExitStack, folder: Path, names: Sequence[str]) -> tuple[Target, dict[str, Target], list[str]]:
    """The upstream, the targets that can be had, and a line for each that can't."""
    upstream = start_upstream(folder)
    stack.callback(upstream.program.stop)
    targets: dict[str, Target] = {}
    missing = []
    for name in names:
        try:
            targets[name] = TARGETS[name](folder, upstream.port)
        except Missing as reason:
            missing.append(f"{name} left out: {reason}.")
            continue
        stack.callback(targets[name].program.stop)
    return upstream, targets, missing


def saturate(target: Target, token: str, seconds: float) -> Round:
    """Raises RuntimeError unless every answer was a 200."""
    pid = target.program.process.pid
    cpu, wanted = processes.cpu_seconds(pid), processes.wanted_by_thread(pid)
    result = load.closed(target.port, [load.get(PATH, token, target.port)], seconds)
    if result.failed:
        raise RuntimeError(f"{target.program.name} answered {dict(result.statuses)}")
    cpu = processes.cpu_seconds(pid) - cpu
    wanted_now = processes.wanted_by_thread(pid)
    busiest = max(seconds - wanted.get(thread, 0) for thread, seconds in wanted_now.items())
    return Round(cpu, busiest / result.seconds, result)


def warm_up(target: Target, token: str) -> None:
    asked = 0
    deadline = time.monotonic() + WARM_UP_MOST
    while asked < WARM_UP and time.monotonic() < deadline:
        asked += len(saturate(target, token, 1).result.latencies)


def compare(targets: dict[str, Target], rounds: int, seconds: float) -> dict[str, GatewayFigures]:
    token = user_token()
    measured = {}
    for name, target in targets.items():
        warm_up(target, token)
        idle = processes.idle_cost(target.program.process.pid)
        measured[name] = GatewayFigures(target.program.name, target.does, idle)
    for _ in range(rounds):
        for name, target in targets.items():
            measured[name].add(saturate(target, token, seconds))
    return measured


def rendered(measured: dict[str, GatewayFigures]) -> str:
    envoy = measured["envoy"].cpu if "envoy" in measured else None
    return report.table(HEAD, [_row(each, envoy) for each in measured.values()])


def _row(each: GatewayFigures, envoy: list[float] | None) -> list[str]:
    return [
        f"{each.name}: {each.does}",
        report.spread(each.cpu),
        report.ratios(each.cpu, envoy) if envoy else "",
        report.spread(each.rate),
        report.spread(each.p50, 1),
        report.spread(each.p99, 1),
        f"{report.spread(each.busy)} %",
        f"{each.idle:.0f}",
    ]
