"""What a gateway adds to the time of a request that comes when it comes: constant arrival, the upstream as baseline."""

from dataclasses import dataclass, field

from bench import load, report
from bench.targets import PATH, Target
from bench.tokens import user_token

RATE = 1000  # requests a second
HEAD = (f"at {RATE} requests/s", "p50 ms", "p99 ms", "adds to p50, ms", "adds to p99, ms", "not 200")


@dataclass
class Times:
    name: str
    p50: list[float] = field(default_factory=list)  # ms, one a round
    p99: list[float] = field(default_factory=list)
    failed: int = 0  # where the machine stood still for a second, limits of requests in flight are met

    def add(self, result: load.Result) -> None:
        self.p50.append(report.percentile(result.latencies, 0.5) * 1000)
        self.p99.append(report.percentile(result.latencies, 0.99) * 1000)
        self.failed += result.failed


def compare(upstream: Target, targets: dict[str, Target], rounds: int, seconds: float) -> list[Times]:
    """Direct first, then each target, in each round."""
    token = user_token()
    everyone = [upstream, *targets.values()]
    times = [Times("direct"), *(Times(target.program.name) for target in targets.values())]
    for _ in range(rounds):
        for target, each in zip(everyone, times, strict=True):
            each.add(load.open_loop(target.port, load.get(PATH, token, target.port), RATE, seconds))
    return times


def rendered(times: list[Times]) -> str:
    direct = times[0]
    return report.table(HEAD, [_row(each, direct) for each in times])


def _row(each: Times, direct: Times) -> list[str]:
    measured = [each.name, report.spread(each.p50, 2), report.spread(each.p99, 2)]
    if each is direct:
        return [*measured, "", "", str(each.failed)]
    added = [report.differences(each.p50, direct.p50), report.differences(each.p99, direct.p99)]
    return [*measured, *added, str(each.failed)]
