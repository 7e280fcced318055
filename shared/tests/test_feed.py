"""The feed and its follower, in one process: order, snapshots, and what makes a follower start anew."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2 as httpx
import pytest

from shared.data.db import SYSTEM
from shared.feed.copies import upsert_clinic
from shared.feed.follower import Follower
from shared.feed.queries import prune
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub, running, service_token
from shared.tests.things import Network, Schema, ThingIn, create, follower, following, make_schema, things_app

Json = dict[str, Any]


@dataclass
class Publisher:
    app: ServiceApp
    schema: Schema
    clinics: list[ClinicStub]

    async def add(self, clinic: int = 0, name: str = "box") -> Json:
        async with Client(self.app, self.clinics[clinic].user()) as client:
            thing: Json = (await client.post("/api/things", json={"name": name})).json()
            return thing

    async def change(self, thing: Json, name: str, clinic: int = 0) -> None:
        async with Client(self.app, self.clinics[clinic].user()) as client:
            await client.put(f"/api/things/{thing['id']}", json={"name": name})

    async def settle(self) -> None:
        """Until no open transaction, of other tests either, holds back what was written."""
        held = "SELECT FROM outbox WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())"
        deadline = time.monotonic() + 30
        while await self.schema.admin(held):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)

    async def ask(self, path: str, **params: str) -> httpx.Response:
        """As another service."""
        async with Client(self.app, None) as client:
            client.headers["Authorization"] = f"Bearer {service_token()}"
            return await client.get(path, params={"follower": "billing", "wait": "0", **params})


@dataclass
class Copying:
    publisher: Publisher
    follower: Follower
    schema: Schema

    async def catch_up(self, *, settle: bool = True) -> None:
        if settle:
            await self.publisher.settle()
        for _ in range(100):
            if await self.follower.step(wait=0) == 0:
                return
        raise AssertionError("the feed has no end")

    async def ledger(self) -> list[tuple[str, int]]:
        """(type, version) of each event that took effect, in order."""
        rows = await self.schema.admin("SELECT type, revision % (1::bigint << 40) FROM ledger ORDER BY seq")
        return [(row[0], row[1]) for row in rows]

    async def names(self) -> list[str]:
        rows = await self.schema.admin("SELECT document->>'name' FROM copies ORDER BY 1")
        return [row[0] for row in rows]


@pytest.fixture
async def publisher(peers: PeersStub) -> AsyncIterator[Publisher]:
    """With a schema of its own, since all its events are looked at; it knows two clinics."""
    schema = await make_schema()
    async with running(things_app(schema, peers)) as app:
        clinics = [peers.add(ClinicStub()) for _ in range(2)]
        async with app.service.db.system_transaction() as tx:
            for clinic in clinics:
                await upsert_clinic(tx, 1, clinic.told())
        yield Publisher(app, schema, clinics)


@pytest.fixture
async def copying(peers: PeersStub, publisher: Publisher) -> AsyncIterator[Copying]:
    schema = await make_schema()
    service = following(schema, Network(peers, publisher.app))
    yield Copying(publisher, follower(service, "http://things"), schema)
    await service.peers.close()
    await service.db.close()


class TestFollowing:
    async def test_a_new_follower_gets_what_is_there_of_every_clinic(
        self, publisher: Publisher, copying: Copying
    ) -> None:
        for clinic in (0, 1, 1):
            await publisher.add(clinic)
        await copying.catch_up()
        assert await copying.ledger() == [("thing.snapshot", 1)] * 3

    async def test_then_each_change_once_and_in_order(self, publisher: Publisher, copying: Copying) -> None:
        await copying.catch_up()
        thing = await publisher.add()
        await publisher.change(thing, "b")
        await copying.catch_up()
        await publisher.change(thing, "c")
        await copying.catch_up()
        assert await copying.ledger() == [("thing.created", 1), ("thing.updated", 2), ("thing.updated", 3)]
        assert await copying.names() == ["c"]

    async def test_a_change_during_the_snapshot_is_not_lost(self, publisher: Publisher, copying: Copying) -> None:
        thing = await publisher.add(0)
        await publisher.add(1)
        await copying.follower.step(wait=0)
        await publisher.change(thing, "changed")
        await publisher.add(0, "late")
        await copying.catch_up()
        assert await copying.names() == ["box", "changed", "late"]

    async def test_an_older_version_never_replaces_a_newer_one(self, publisher: Publisher, copying: Copying) -> None:
        thing = await publisher.add()
        await publisher.settle()
        await copying.follower.step(wait=0)
        await publisher.change(thing, "newer")
        await copying.catch_up()
        assert [version for _, version in await copying.ledger()] == [2, 2]
        assert await copying.names() == ["newer"]

    async def test_a_transaction_that_commits_late_is_not_skipped(self, publisher: Publisher, copying: Copying) -> None:
        await copying.catch_up()
        db = publisher.app.service.db
        async with db.transaction(publisher.clinics[0].id, SYSTEM) as tx:
            await create(tx, ThingIn(name="slow"))
            await publisher.add(1, "quick")
            await copying.catch_up(settle=False)
            assert await copying.names() == []
        await copying.catch_up()
        assert await copying.names() == ["quick", "slow"]

    async def test_a_large_clinic_comes_page_by_page(
        self, publisher: Publisher, copying: Copying, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.service.feed_calls.PAGE", 2)
        for number in range(5):
            await publisher.add(number % 2, f"n{number}")
        await copying.catch_up()
        for number in range(5, 10):
            await publisher.add(number % 2, f"n{number}")
        await copying.catch_up()
        assert await copying.names() == [f"n{number}" for number in range(10)]


class TestStartingAnew:
    async def test_after_a_restore(self, publisher: Publisher, copying: Copying) -> None:
        thing = await publisher.add()
        await copying.catch_up()
        await publisher.schema.admin("UPDATE feed_epoch SET epoch = 2")
        await copying.catch_up()
        assert await copying.ledger() == [("thing.snapshot", 1)] * 2
        await publisher.change(thing, "after")
        await copying.catch_up()
        assert await copying.names() == ["after"]

    async def test_after_a_restore_what_vanished_is_dropped(self, publisher: Publisher, copying: Copying) -> None:
        for clinic in (0, 1):
            known = f"INSERT INTO clinics VALUES ('{publisher.clinics[clinic].id}', 1, '', '', '', 2, 0, false)"
            await copying.schema.admin(known)
            await publisher.add(clinic, f"kept {clinic}")
        lost = await publisher.add(1, "lost")
        await copying.catch_up()
        assert await copying.names() == ["kept 0", "kept 1", "lost"]
        await publisher.schema.admin(f"DELETE FROM things WHERE id = '{lost['id']}'")
        await publisher.schema.admin("UPDATE feed_epoch SET epoch = 2")
        await copying.catch_up()
        assert await copying.names() == ["kept 0", "kept 1"]

    async def test_after_a_week_away(self, publisher: Publisher, copying: Copying) -> None:
        await copying.catch_up()
        await publisher.add()
        await publisher.schema.admin("UPDATE feed_followers SET seen_at = now() - interval '8 days'")
        await publisher.schema.admin("UPDATE outbox SET at = now() - interval '8 days'")
        async with publisher.app.service.db.system_transaction() as tx:
            await prune(tx)
        await copying.catch_up()
        assert await copying.ledger() == [("thing.snapshot", 1)]


class TestPruning:
    async def test_keeps_what_a_follower_has_not_seen(self, publisher: Publisher, copying: Copying) -> None:
        await copying.catch_up()
        await publisher.add(0, "seen")
        await copying.catch_up()
        await publisher.add(0, "unseen")
        await publisher.schema.admin("UPDATE outbox SET at = now() - interval '2 hours'")
        async with publisher.app.service.db.system_transaction() as tx:
            await prune(tx)
        rows = await publisher.schema.admin("SELECT payload->>'name' FROM outbox")
        assert [row[0] for row in rows] == ["unseen"]
        await copying.catch_up()
        assert await copying.names() == ["seen", "unseen"]

    async def test_keeps_an_hour_for_nobody(self, publisher: Publisher) -> None:
        await publisher.add()
        async with publisher.app.service.db.system_transaction() as tx:
            await prune(tx)
        assert len(await publisher.schema.admin("SELECT id FROM outbox")) == 1

    async def test_forgets_idempotency_keys_after_a_day(self, publisher: Publisher) -> None:
        async with Client(publisher.app, publisher.clinics[1].user()) as client:
            for key in ("old", "new"):
                await client.post("/api/things", json={"name": "x"}, headers={"Idempotency-Key": key})
        await publisher.schema.admin(
            "UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'old'"
        )
        async with publisher.app.service.db.system_transaction() as tx:
            await prune(tx)
        rows = await publisher.schema.admin("SELECT key FROM idempotency_keys")
        assert [row["key"] for row in rows] == ["new"]


class TestCursor:
    @pytest.mark.parametrize("after", ["x", "1.2", "1.x.3", "1.2.3.4"])
    async def test_that_is_none_is_400(self, publisher: Publisher, after: str) -> None:
        assert (await publisher.ask("/internal/events", after=after)).status_code == 400

    @pytest.mark.parametrize("cursor", ["x", "1/2", "a/0/b", f"{UUID(int=1)}/99/{UUID(int=0)}"])
    async def test_of_a_snapshot_that_is_none_is_400(self, publisher: Publisher, cursor: str) -> None:
        assert (await publisher.ask("/internal/snapshot", cursor=cursor)).status_code == 400

    @pytest.mark.parametrize("wait", ["x", "nan", "-1", "inf"])
    async def test_a_strange_wait_is_no_fault_of_ours(self, publisher: Publisher, wait: str) -> None:
        await publisher.add()
        after = (await publisher.ask("/internal/events", after="head")).json()["cursor"]
        await publisher.add()
        answer = await publisher.ask("/internal/events", after=after, wait=wait)
        assert answer.status_code == (400 if wait == "x" else 200)


class TestChanges:
    async def test_tell_what_changed_without_its_content(self, publisher: Publisher) -> None:
        after = await head_of(publisher)
        thing = await publisher.add()
        await publisher.change(thing, "chest")
        clinic = str(publisher.clinics[0].id)
        expected = [{"kind": "thing", "id": thing["id"], "clinic": clinic, "version": version} for version in (1, 2)]
        await publisher.settle()
        assert (await publisher.ask("/internal/changes", after=after)).json()["changes"] == expected

    async def test_go_on_after_the_cursor(self, publisher: Publisher) -> None:
        after = await head_of(publisher)
        await publisher.add()
        await publisher.settle()
        after = (await publisher.ask("/internal/changes", after=after)).json()["cursor"]
        second = await publisher.add()
        await publisher.settle()
        found = (await publisher.ask("/internal/changes", after=after)).json()["changes"]
        assert [each["id"] for each in found] == [second["id"]]

    async def test_hold_no_place_in_the_feed(self, publisher: Publisher) -> None:
        await publisher.ask("/internal/changes", after=await head_of(publisher))
        assert await publisher.schema.admin("SELECT name FROM feed_followers") == []

    async def test_from_before_a_restore_are_410(self, publisher: Publisher) -> None:
        after = await head_of(publisher)
        await publisher.schema.admin("UPDATE feed_epoch SET epoch = epoch + 1")
        assert (await publisher.ask("/internal/changes", after=after)).status_code == 410


async def head_of(publisher: Publisher) -> str:
    answer = await publisher.ask("/internal/changes", after="head")
    cursor: str = answer.json()["cursor"]
    return cursor
