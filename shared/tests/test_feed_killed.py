"""Real processes: whoever is killed when, each event takes effect once and none is lost."""

import asyncio
import random
import socket
import time
from collections.abc import AsyncIterator
from multiprocessing.process import BaseProcess
from uuid import UUID

import httpx2 as httpx
import pytest

from shared.data.db import SYSTEM, Database
from shared.data.resources import Saved
from shared.tests.processes import follow, processes, publish
from shared.tests.things import THINGS, Schema, make_schema
from shared.values.ids import new_id

KILLS = 20
Written = set[tuple[UUID, int]]


def start(target: object, schema: Schema, port: int) -> BaseProcess:
    process = processes.Process(target=target, args=(schema, port), daemon=True)  # type: ignore[arg-type]
    process.start()
    return process


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Rollback(Exception):
    """Written and taken back: no event may come of it."""


@pytest.fixture
async def publisher() -> AsyncIterator[tuple[Schema, int]]:
    schema, port = await make_schema(), free_port()
    process = start(publish, schema, port)
    async with httpx.AsyncClient() as client:
        deadline = time.monotonic() + 20
        while True:
            try:
                await client.get(f"http://127.0.0.1:{port}/healthz")
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.05)
    yield schema, port
    process.kill()


async def write(db: Database, clinic: UUID, ledger: Written, stop: asyncio.Event) -> None:
    """New things, changes of them, and some that are rolled back, until told to stop."""
    while not stop.is_set():
        written: list[Saved] = []
        try:
            async with db.transaction(clinic, SYSTEM) as tx:
                saved = await THINGS.create(tx, name="x", note="")
                changed = await THINGS.change(tx, saved.id, name="y", note="")
                written = [saved, changed]
                await asyncio.sleep(random.uniform(0, 0.02))
                if random.random() < 0.2:
                    raise Rollback
        except Rollback:
            continue
        ledger |= {(each.id, each.version) for each in written}


async def hold_open(db: Database, clinic: UUID, ledger: Written, seconds: float) -> None:
    async with db.transaction(clinic, SYSTEM) as tx:
        saved = await THINGS.create(tx, name="held", note="")
        await asyncio.sleep(seconds)
    ledger.add((saved.id, saved.version))


async def kill_followers(replicas: list[BaseProcess], schema: Schema, port: int) -> None:
    """The one that has followed longest is killed, and a new one waits for its place."""
    for _ in range(KILLS):
        await asyncio.sleep(random.uniform(0.05, 0.6))
        killed = replicas.pop(0)
        killed.kill()
        killed.join()
        replicas.append(start(follow, schema, port))


async def effects(schema: Schema) -> list[tuple[UUID, int]]:
    rows = await schema.admin("SELECT subject, revision % (1::bigint << 40) FROM ledger ORDER BY seq")
    return [(row[0], row[1]) for row in rows]


async def test_no_event_is_lost_and_none_takes_effect_twice(publisher: tuple[Schema, int]) -> None:
    schema, port = publisher
    followed = await make_schema()
    db = Database(schema.settings())
    ledger: Written = set()
    stop = asyncio.Event()
    replicas = [start(follow, followed, port) for _ in range(2)]
    deadline = time.monotonic() + 20
    while not await followed.admin("SELECT * FROM leases"):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)

    clinics = [new_id() for _ in range(2)]
    writers = [asyncio.create_task(write(db, clinic, ledger, stop)) for clinic in clinics * 2]
    held = asyncio.create_task(hold_open(db, clinics[0], ledger, 3))
    await kill_followers(replicas, followed, port)
    stop.set()
    await asyncio.gather(held, *writers)

    deadline = time.monotonic() + 30
    newest = dict(sorted(ledger))  # of each thing
    while not newest.items() <= dict(await effects(followed)).items() and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
    found = await effects(followed)
    for process in replicas:
        process.kill()
    await db.close()
    assert len(newest) > 50
    assert dict(found) == newest, "the last effect of each thing is that of its newest version"
    assert len(found) == len(set(found)), "nothing took effect twice"
    assert set(found) <= ledger, "what was taken back had none"
