"""What a message of 16 KB costs the gateway at most: searched for, and sent while others ask."""

import asyncio
import time
from pathlib import Path
from statistics import median

from hypothesis import HealthCheck, Phase, given, seed, settings

from deploy.operations.load import failures, percentile
from shared.testing.http import MOST, MessageShape, shapes
from tests.attack.processes import cpu_seconds
from tests.attack.wire import talk
from tests.chaos.hospital import Hospital, read
from tests.chaos.table import Figures

SHAPES = 600
SEARCH_SECONDS = 15.0
WORST = 10  # of which the cost is measured again
REPEATS = 7
COST = 5.0  # ms
# Smaller ones cost what it costs to wake a process up, whatever is in them.
SEGMENT = 64  # bytes
OTHERS = 50.0  # requests a second
OTHERS_P95 = 30  # ms
ONE_A_SECOND = 6  # times
CORPUS = Path(__file__).parents[1] / "corpus" / "http1"


async def test_a_message_of_16_kb(whole: Hospital, figures: Figures) -> None:
    kept = [_segments(path.read_bytes()) for path in sorted(CORPUS.iterdir())]
    made = [_segments(b"".join(shape.of(MOST)), min(shape.every)) for shape in _shapes(SHAPES)]
    costs, end = list[tuple[float, list[bytes]]](), time.monotonic() + SEARCH_SECONDS
    for message in [*kept, *made]:
        if time.monotonic() < end:
            costs.append((await _cost(whole, message), message))
    costs.sort(key=lambda each: each[0], reverse=True)
    worst = [(await _median_cost(whole, message), message) for _, message in costs[:WORST]]
    cost, message = max(worst, key=lambda each: each[0])
    figures.at_most(f"the most costly of {len(costs)}: {message[0][:40]!r}", cost, COST, "ms of CPU")
    await _beside_others(whole, message, figures)
    figures.check()


async def _beside_others(whole: Hospital, message: list[bytes], figures: Figures) -> None:
    with whole.load(read, OTHERS) as load:
        for _ in range(ONE_A_SECOND):
            await asyncio.gather(talk(whole.suite.gateway_url, *message), asyncio.sleep(1))
    figures.none("requests of others that failed", failures(load.answers), len(load.answers))
    figures.at_most("p95 of others, at one a second", 1000 * percentile(load.answers, 95), OTHERS_P95, "ms")


async def _median_cost(whole: Hospital, message: list[bytes]) -> float:
    """So that what the process does besides doesn't count; of a message that costs far too much once is enough."""
    costs = [await _cost(whole, message)]
    while len(costs) < REPEATS and costs[0] < COST:
        costs.append(await _cost(whole, message))
    return median(costs)


async def _cost(whole: Hospital, message: list[bytes]) -> float:
    """In milliseconds of the gateway's CPU time."""
    gateway = whole.suite.processes["gateway"].pid
    before = cpu_seconds(gateway)
    await talk(whole.suite.gateway_url, *message)
    return 1000 * (cpu_seconds(gateway) - before)


def _segments(data: bytes, every: int = MOST) -> list[bytes]:
    size = max(SEGMENT, every)
    return [data[at : at + size] for at in range(0, len(data), size)]


def _shapes(count: int) -> list[MessageShape]:
    found: list[MessageShape] = []

    @seed(0)
    @settings(max_examples=count, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
    @given(shapes())
    def collect(shape: MessageShape) -> None:
        found.append(shape)

    collect()
    return found
