"""PostgreSQL goes away, or is slow: what can't be done is refused in time, what was acknowledged is there."""

import asyncio
import math
import statistics
import subprocess
import time
from pathlib import Path

import asyncpg
import pytest

from deploy.local.process import ROOT
from deploy.operations.load import Answer, Load, Request, failures, percentile
from deploy.operations.operate import ADMIN
from tests.chaos.hospital import RATE, Hospital, Ledger, read
from tests.chaos.table import Figures
from tests.conftest import eventually
from tests.outages import OUTAGES, Outage, administer, backed_up, operators

ROUNDS = 3
ROUND = 6.0  # seconds
HOLDERS = 40  # a second: two pools of ten connections are held in half a second, each for the 3 s of lock_timeout
PATIENTS = Request("GET", "/api/search?q=be")  # a search is not cached: it reads the table each time
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
    figures.none("refused otherwise than by 503 with Retry-After", failures(other), len(refused))
    figures.none("failed before and 5 s after", failures([*before, *late]), len(load.answers))
    figures.at_most("ready after", ready, 5, "s")
    _compare(figures, ledger, load.answers)
    figures.check()


@pytest.mark.parametrize("outage", OUTAGES, ids=str)
def test_the_database_is_taken_away(whole: Hospital, figures: Figures, outage: Outage) -> None:
    ledger = Ledger(whole, one_in=3)
    pids = [process.pid for process in whole.suite.processes.values()]
    with whole.load(ledger.make, RATE / 3) as load:
        time.sleep(3)
        administer(whole.admin_url, outage.begin)
        begun = time.monotonic()
        time.sleep(4)
        ended = time.monotonic()
        administer(whole.admin_url, outage.end)
        time.sleep(8)
    refused = [answer for answer in load.answers if answer.failed]
    other = [answer for answer in refused if answer.status != 503 or not answer.header("Retry-After")]
    reads = [a for a in load.answers if not a.request.key and begun + 0.5 < a.sent < ended]
    last = max((a.sent for a in refused), default=ended)
    figures.none("refused otherwise than by 503 with Retry-After", failures(other), len(refused))
    if outage.reads:
        figures.none("reads refused", failures(reads), len(reads))
    back = min((a.sent for a in load.answers if a.request.key and not a.failed and a.sent > ended), default=math.inf)
    figures.at_most("writes back after", back - ended, 5, "s")
    figures.beside("the last one refused, of all that wait to be sent again, after", last - ended, "s")
    _compare(figures, ledger, load.answers)
    figures.none("processes that ended", [p for p in whole.suite.processes.values() if p.pid not in pids], len(pids))
    figures.check()


def test_restore_while_in_use(whole: Hospital, figures: Figures, tmp_path: Path) -> None:
    backup, ledger = backed_up(whole, tmp_path), Ledger(whole)
    command = ["scripts/db-restore.sh", backup, "--force"]
    with whole.load(ledger.make, RATE / 3) as load:
        time.sleep(2)
        subprocess.run(command, check=True, cwd=ROOT, env=operators(whole, ADMIN), stdout=subprocess.DEVNULL)
        swapped = time.monotonic()
        time.sleep(6)
    known = [answer for answer in load.answers if answer.status == 200]
    other = [answer for answer in load.answers if answer.failed and answer.status not in (401, 503)]
    figures.none("answers but 401 and 503", failures(other), len(load.answers))
    figures.at_most("the last old session refused after", max(a.sent for a in known) - swapped, 5, "s")
    whole.log_in()
    with whole.load(read, RATE / 3) as after:
        time.sleep(5)
    figures.none("refused to who logged in again", failures(after.answers), len(after.answers))
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


def _compare(figures: Figures, ledger: Ledger, answers: list[Answer]) -> None:
    writes = [answer for answer in answers if answer.request.key]
    figures.none("writes never answered", ledger.unanswered(answers), len(writes))
    figures.none("acknowledged writes lost", ledger.lost(answers), len(writes))
    figures.none("writes done twice", ledger.twice(), len(writes))


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
