"""PostgreSQL goes away, or is slow: what can't be done is refused in time, what was acknowledged is there."""

import asyncio
import statistics
import time

import asyncpg

from deploy.local.load import Answer, Load, Request, failures, percentile
from tests.chaos.hospital import RATE, Hospital, Ledger, read
from tests.chaos.table import Figures
from tests.conftest import eventually

ROUNDS = 3
ROUND = 6.0  # seconds
HOLDERS = 40  # a second: two pools of ten connections are held in half a second, each for the 3 s of lock_timeout
PATIENTS = Request("GET", "/api/search?q=be")  # a search is not kept: it reads the table each time
OWNERS = Request("GET", "/api/owners?limit=20")


def test_postgresql_is_stopped_at_once_and_started_again(whole: Hospital, figures: Figures) -> None:
    ledger, postgres = Ledger(whole, one_in=3), whole.suite.postgres
    assert postgres
    with whole.load(ledger.make, RATE / 3) as load:
        time.sleep(3)
        stopped = time.monotonic()
        postgres.stop("immediate")
        time.sleep(4)
        whole.suite.tend()
        started = time.monotonic()
        eventually(lambda: whole.client.get("/api/db/health").status_code == 200)
        ready = time.monotonic() - started
        time.sleep(3)
    refused = [answer for answer in load.answers if answer.failed]
    other = [answer for answer in refused if answer.status != 503 or not answer.header("Retry-After")]
    before = [answer for answer in refused if answer.sent + answer.latency < stopped]
    late = [answer for answer in refused if answer.sent > started + 5]
    writes = [answer for answer in load.answers if answer.request.key]
    figures.none("refused otherwise than by 503 with Retry-After", failures(other), len(refused))
    figures.none("failed before and 5 s after", failures([*before, *late]), len(load.answers))
    figures.at_most("ready after", ready, 5, "s")
    figures.none("writes never answered", ledger.unanswered(load.answers), len(writes))
    figures.none("acknowledged writes lost", ledger.lost(load.answers), len(writes))
    figures.none("writes done twice", ledger.twice(), len(writes))
    figures.check()


async def test_slow_queries_hold_all_connections_of_a_service(whole: Hospital, figures: Figures) -> None:
    """Rounds with and without, in turn: their medians are compared, so that a busy machine is no fault of ours."""
    quiet: list[float] = []
    held: list[float] = []
    waiting: list[Answer] = []
    others: list[Answer] = []
    for _ in range(ROUNDS):
        with whole.load(_others, RATE / 3) as load:
            await asyncio.sleep(ROUND)
        quiet.append(percentile(load.answers, 99))
        load, owners = await _while_patients_wait(whole)
        held.append(percentile(load.answers, 99))
        waiting += owners.answers
        others += load.answers
    refused = [answer for answer in waiting if answer.failed]
    assert refused, "the connections weren't held"
    figures.none("requests of others that failed", failures(others), len(others))
    figures.none("refused otherwise than by 503", [a for a in refused if a.status != 503], len(refused))
    figures.at_most("refused after, p99", 1000 * percentile(refused, 99), 500, "ms")
    figures.at_most("answered or refused after, slowest", 1000 * percentile(waiting, 100), 500, "ms")
    rise = 100 * (statistics.median(held) / statistics.median(quiet) - 1)
    figures.beside("p99 of others before", 1000 * statistics.median(quiet), "ms")
    figures.at_most("rise of p99 of others", rise, 20, "%")
    figures.check()


async def _while_patients_wait(hospital: Hospital) -> tuple[Load, Load]:
    """The load on the others and on owners, while each connection of patients waits for a locked table."""
    admin = await asyncpg.connect(hospital.database_url)
    try:
        async with admin.transaction():
            await admin.execute("LOCK TABLE patients.patients")
            with (
                hospital.load(lambda _: PATIENTS, HOLDERS),
                hospital.load(_others, RATE / 3) as others,
            ):
                await asyncio.sleep(1)
                with hospital.load(lambda _: OWNERS, RATE / 10) as owners:
                    await asyncio.sleep(ROUND - 1)
    finally:
        await admin.close()
    return others, owners


def _others(number: int) -> Request:
    """Not of patients."""
    return Request("GET", "/api/auth/me") if number % 3 == 0 else read(2 + number % 2)
