"""Much of everything: what is kept or built has a bound in bytes, for all that a client can ask."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from uuid import uuid4

from deploy.local.load import Client, Request
from tests.attack.processes import resident_mib
from tests.chaos.hospital import Hospital
from tests.chaos.table import Figures

QUERIES = 30_000
QUERY_SECONDS = 60.0  # at most: on a slow machine it is fewer
AT_ONCE = 16
GROWTH = 20  # MiB
# As long as a target may be, as a text field may be, as a name may be.
LENGTHS = (8000, 500, 200)
FREE_TEXT = (
    "/api/price-items?q=", "/api/records?veterinarian=", "/api/appointments?veterinarian=", "/api/search?q=",
    "/api/patients?status=", "/api/owners?cursor=", "/api/bills?x=",
)  # fmt: skip


async def test_queries_that_are_all_different(whole: Hospital, figures: Figures) -> None:
    queries = _queries()
    await _send(whole, itertools.islice(queries, QUERIES // 15))
    before = {name: resident_mib(process.pid) for name, process in whole.suite.processes.items()}
    answered = await _send(whole, itertools.islice(queries, QUERIES))
    figures.none("answered by a 5xx", [each for each in answered if each >= 500], len(answered))
    for name, process in whole.suite.processes.items():
        figures.at_most(f"{name} grew by", resident_mib(process.pid) - before[name], GROWTH, "MiB")
    figures.check()


def _queries() -> Iterator[Request]:
    for start, length in itertools.cycle(itertools.product(FREE_TEXT, LENGTHS)):
        yield Request("GET", start + uuid4().hex + "x" * (length - len(start) - 32))


async def _send(whole: Hospital, requests: Iterator[Request]) -> list[int]:
    client, end, found = Client(whole.suite.gateway_url, whole.token), time.monotonic() + QUERY_SECONDS, list[int]()

    async def one_after_another() -> None:
        for request in requests:
            if time.monotonic() > end:
                return
            found.append((await client.send(request)).status)

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    client.close()
    return found
