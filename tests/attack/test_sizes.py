"""Much of everything: what is kept or built has a bound in bytes, for all that a client can ask."""

import asyncio
import itertools
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import uuid4

import httpx2 as httpx

from deploy.operations.load import PAUSE, LoadClient, Request, failures
from tests.attack.largest import Largest
from tests.attack.processes import Watch, resident_mib
from tests.attack.test_another_clinic import operations
from tests.chaos.hospital import Hospital, read
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

OTHERS = 20.0  # requests a second
BUSY = 503  # where others ask, too; a PDF that waits too long for its turn
ASKED_AT_ONCE = 8


def test_the_largest_things_in_every_answer(whole: Hospital, watch: Watch, figures: Figures) -> None:
    with whole.load(read, OTHERS) as load:
        largest = Largest(whole)
        with closing(largest.admin) as admin, ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
            paths = [path for path in _reads(largest) for _ in range(ASKED_AT_ONCE)]
            answers = list(pool.map(lambda path: _get(admin, path), paths))
    broken = [f"{status} {path}" for path, status, _ in answers if status >= 500 and status != BUSY]
    figures.none("answered by a 5xx but a PDF's turn", broken, len(answers))
    figures.beside("the largest answer", max(size for *_, size in answers) / 1e6, "MB")
    figures.none("requests of others that failed", failures(load.answers), len(load.answers))
    watch.tell(figures)
    figures.check()


def _reads(largest: Largest) -> Iterator[str]:
    """Every GET of the API, with the largest of what is asked for."""
    for each in operations(largest.admin.get("/api/openapi.json").json()):
        kind = each.path.split("/")[2]
        ids = {"patientId": largest.ids["patients"], "ownerId": largest.ids["owners"], "id": largest.ids.get(kind, "")}
        if each.method == "GET" and each.path != "/api/events" and ("{id}" not in each.path or ids["id"]):
            yield re.sub(r"{(\w+)}", lambda name, ids=ids: ids[name[1]], each.path)  # type: ignore[misc]


def _get(admin: httpx.Client, path: str) -> tuple[str, int, int]:
    answer = admin.get(path, params={"q": "가"} if path == "/api/search" else None, timeout=60)
    return path, answer.status_code, len(answer.content)


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
    client, end, found = LoadClient(whole.suite.gateway_url, whole.token), time.monotonic() + QUERY_SECONDS, list[int]()

    async def one_after_another() -> None:
        for request in requests:
            if time.monotonic() > end:
                return
            while (answer := await client.send(request)).status == BUSY:
                await asyncio.sleep(PAUSE)
            found.append(answer.status)

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    client.close()
    return found
