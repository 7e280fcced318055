"""The feed and its follower, in one process: order, snapshots, forks, and clinics that fail alone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2 as httpx
import pytest

from shared.data.db import SYSTEM
from shared.data.idempotency import prune
from shared.feed.applying import Overtaken
from shared.feed.copies import upsert_clinic
from shared.feed.follower import Follower
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

    async def ask(self, path: str, **params: str) -> httpx.Response:
        """As another service."""
        async with Client(self.app, None) as client:
            client.headers["Authorization"] = f"Bearer {service_token()}"
            return await client.get(path, params=params)

    async def ask_for(self, behind: list[Json]) -> httpx.Response:
        """The events after these positions, as another service."""
        async with Client(self.app, None) as client:
            client.headers["Authorization"] = f"Bearer {service_token()}"
            return await client.post("/internal/feed", json={"kinds": ["thing"], "behind": behind})

    async def keep(self) -> None:
        """As a backup does."""
        tables = ("things", "audit", "audit_heads")
        await self.schema.script(";".join(f"CREATE TABLE kept_{name} AS TABLE {name}" for name in tables))

    async def restore(self) -> None:
        for name in ("things", "audit", "audit_heads"):
            await self.schema.script(f"TRUNCATE {name}; INSERT INTO {name} TABLE kept_{name}")


@dataclass
class Copying:
    publisher: Publisher
    follower: Follower
    schema: Schema

    async def catch_up(self) -> None:
        """Also with what nobody tells."""
        await self.follower.start()
        for _ in range(100):
            if not await self.follower.step(wait=0):
                return
        raise AssertionError("the feed has no end")

    async def hear(self) -> None:
        """What is told by itself."""
        while await self.follower.step(wait=0):
            pass

    async def ledger(self) -> list[tuple[str, int]]:
        """(type, version) of each event that took effect, in order."""
        rows = await self.schema.admin("SELECT type, revision % (1::bigint << 40) FROM ledger ORDER BY seq")
        return [(row[0], row[1]) for row in rows]

    async def names(self) -> list[str]:
        rows = await self.schema.admin("SELECT document->>'name' FROM copies ORDER BY 1")
        return [row[0] for row in rows]


@pytest.fixture(autouse=True)
def _snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of clinics that are small and new."""
    monkeypatch.setattr("shared.feed.follower.SMALL", -1)


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
        await publisher.add(0, "a")
        await copying.catch_up()
        thing = await publisher.add()
        await copying.hear()
        await publisher.change(thing, "b")
        await copying.hear()
        await publisher.change(thing, "c")
        await copying.hear()
        expected = [("thing.snapshot", 1), ("thing.created", 1), ("thing.updated", 2), ("thing.updated", 3)]
        assert await copying.ledger() == expected
        assert await copying.names() == ["a", "c"]

    async def test_of_an_objects_changes_at_once_the_newest_acts(self, publisher: Publisher, copying: Copying) -> None:
        thing = await publisher.add()
        await copying.catch_up()
        for name in ("b", "c", "d"):
            await publisher.change(thing, name)
        await copying.hear()
        assert await copying.ledger() == [("thing.snapshot", 1), ("thing.updated", 4)]
        assert await copying.names() == ["d"]

    async def test_a_small_new_clinic_comes_by_its_events(
        self, publisher: Publisher, copying: Copying, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.feed.follower.SMALL", 200)
        thing = await publisher.add()
        await publisher.change(thing, "b")
        await copying.catch_up()
        await publisher.add(1, "of another")
        await copying.hear()
        await publisher.change(thing, "c")
        await copying.hear()
        assert await copying.ledger() == [("thing.updated", 2), ("thing.created", 1), ("thing.updated", 3)]

    async def test_a_clinic_from_before_the_chain_told_all_comes_by_a_snapshot(
        self, publisher: Publisher, copying: Copying, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.feed.follower.SMALL", 200)
        await publisher.add()
        await publisher.schema.admin("UPDATE audit SET version = NULL")
        await publisher.schema.admin("UPDATE audit_heads SET whole = false")
        await copying.catch_up()
        assert await copying.ledger() == [("thing.snapshot", 1)]

    async def test_a_change_during_the_snapshot_is_not_lost(
        self, publisher: Publisher, copying: Copying, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.feed.snapshots.PAGE", 1)
        first = await publisher.add(0, "first")
        await publisher.add(0, "second")
        await copying.follower.start()
        await copying.follower.step(wait=0)
        await publisher.change(first, "changed")
        await publisher.add(0, "third")
        await copying.hear()
        assert await copying.names() == ["changed", "second", "third"]

    async def test_an_open_transaction_holds_up_nobody_else_and_is_not_skipped(
        self, publisher: Publisher, copying: Copying
    ) -> None:
        for clinic in (0, 1):
            await publisher.add(clinic, "old")
        await copying.catch_up()
        async with publisher.app.service.db.transaction(publisher.clinics[0].id, SYSTEM) as tx:
            await create(tx, ThingIn(name="slow"))
            await publisher.add(1, "quick")
            await copying.hear()
            assert await copying.names() == ["old", "old", "quick"]
        await copying.hear()
        assert await copying.names() == ["old", "old", "quick", "slow"]

    async def test_a_large_clinic_comes_page_by_page(
        self, publisher: Publisher, copying: Copying, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in ("events", "snapshots"):
            monkeypatch.setattr(f"shared.feed.{module}.PAGE", 2)
        for number in range(5):
            await publisher.add(number % 2, f"n{number}")
        await copying.catch_up()
        for number in range(5, 10):
            await publisher.add(number % 2, f"n{number}")
        await copying.hear()
        assert await copying.names() == [f"n{number}" for number in range(10)]

    async def test_more_clinics_than_a_page_has_are_reached_all(
        self, publisher: Publisher, copying: Copying, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await publisher.add(0)
        await publisher.add(1)
        await copying.catch_up()
        monkeypatch.setattr("shared.feed.follower.CLINICS", 1)
        for clinic in (0, 1):
            await publisher.add(clinic, f"of {clinic}")
        await copying.hear()
        assert await copying.names() == ["box", "box", "of 0", "of 1"]

    async def test_an_answer_ends_at_its_bytes_and_the_rest_comes_next(
        self, publisher: Publisher, copying: Copying, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for clinic in (0, 1):
            await publisher.add(clinic, "first")
        heads = (await publisher.ask("/internal/feed/heads")).json()["heads"]
        await copying.catch_up()
        monkeypatch.setattr("shared.feed.events.MAX_BYTES", 600)
        for clinic in (0, 1):
            for number in range(3):
                await publisher.add(clinic, f"{number} of {clinic}")
        behind = [{"clinic": clinic, "seq": seq, "hash": digest} for clinic, seq, digest, _, _ in heads]
        pages = (await publisher.ask_for(behind)).json()["pages"]
        assert [len(page["events"]) for page in pages] == [1, 1], "each has its share"
        monkeypatch.setattr("shared.feed.events.MAX_BYTES", 1)
        pages = (await publisher.ask_for(behind)).json()["pages"]
        assert [len(page["events"]) for page in pages] == [1], "one event at least, and no more than that"
        await copying.hear()
        assert len(await copying.names()) == 8

    async def test_a_head_that_promises_more_than_there_is_is_no_reason_to_ask_all_the_time(
        self, publisher: Publisher, copying: Copying
    ) -> None:
        await publisher.add()
        await copying.catch_up()
        await publisher.schema.admin("UPDATE audit_heads SET seq = seq + 1, published = published + 1")
        await copying.follower.start()
        await copying.hear()
        assert not await copying.follower.step(wait=0)

    async def test_what_nobody_told_is_found_by_comparing(self, publisher: Publisher, copying: Copying) -> None:
        await publisher.add()
        await copying.catch_up()
        await publisher.add(0, "unheard")
        await publisher.schema.admin("UPDATE audit_heads SET xid = NULL")
        await copying.hear()
        assert await copying.names() == ["box"]
        await copying.catch_up()
        assert await copying.names() == ["box", "unheard"]

    async def test_two_at_once_do_nothing_twice(self, peers: PeersStub, publisher: Publisher, copying: Copying) -> None:
        thing = await publisher.add()
        await copying.catch_up()
        service = following(copying.schema, Network(peers, publisher.app))
        other = Copying(publisher, follower(service, "http://things"), copying.schema)
        await other.catch_up()
        await publisher.change(thing, "b")
        await other.hear()
        with pytest.raises(Overtaken):
            await copying.hear()
        await copying.catch_up()
        assert await copying.ledger() == [("thing.snapshot", 1), ("thing.updated", 2)]
        await service.peers.close()
        await service.db.close()


async def test_news_are_found_by_an_index(publisher: Publisher) -> None:
    async with publisher.app.service.db.system_transaction() as tx:
        await tx.connection.execute("SET LOCAL enable_seqscan = off")
        await tx.connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await tx.connection.execute("PREPARE news AS SELECT * FROM feed_news($1, $2)")
        plan = await tx.connection.fetch(f"EXPLAIN EXECUTE news('{UUID(int=0)}', '1/9:9:')")
        await tx.connection.execute("DEALLOCATE news")
    assert any("audit_heads_xid_idx" in row[0] for row in plan), [row[0] for row in plan]


class TestAClinicThatFails:
    async def test_waits_alone_and_goes_on_where_it_stood(
        self, publisher: Publisher, copying: Copying, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for clinic in (0, 1):
            await publisher.add(clinic, "old")
        await copying.catch_up()
        monkeypatch.setattr("shared.feed.resting.SHORTEST", 0.0)
        thing = await publisher.add(0, "poison")
        await publisher.add(1, "well")
        for _ in range(3):
            await copying.follower.step(wait=0)
        assert await copying.names() == ["old", "old", "well"]
        await publisher.change(thing, "mended")
        await copying.hear()
        assert await copying.names() == ["mended", "old", "old", "well"]


class TestFork:
    async def test_everything_restored_to_one_moment_needs_nothing(
        self, publisher: Publisher, copying: Copying
    ) -> None:
        await publisher.add()
        await publisher.keep()
        await copying.catch_up()
        await publisher.restore()
        await copying.catch_up()
        assert await copying.ledger() == [("thing.snapshot", 1)]

    async def test_a_restored_publisher_has_that_clinics_copies_taken_anew(
        self, publisher: Publisher, copying: Copying
    ) -> None:
        kept = await publisher.add(0, "as it was")
        await publisher.add(1, "of another clinic")
        await publisher.keep()
        await publisher.change(kept, "lost change")
        await publisher.add(0, "lost")
        await copying.catch_up()
        assert await copying.names() == ["lost", "lost change", "of another clinic"]
        await publisher.restore()
        await copying.catch_up()
        assert await copying.names() == ["as it was", "of another clinic"]
        assert len(await copying.ledger()) == 4, "the other clinic's are left alone"

    async def test_is_seen_where_the_chain_went_on_past_the_position(
        self, publisher: Publisher, copying: Copying
    ) -> None:
        await publisher.add(0, "kept")
        await publisher.keep()
        await publisher.add(0, "lost")
        await copying.catch_up()
        await publisher.restore()
        for number in range(3):
            await publisher.add(0, f"new {number}")
        await copying.catch_up()
        assert await copying.names() == ["kept", "new 0", "new 1", "new 2"]

    async def test_of_a_clinic_that_is_not_there_any_more_drops_its_copies(
        self, publisher: Publisher, copying: Copying
    ) -> None:
        await publisher.add(0, "kept")
        await publisher.keep()
        await publisher.add(1, "lost")
        await copying.catch_up()
        await publisher.restore()
        await copying.catch_up()
        assert await copying.names() == ["kept"]


class TestRepublishing:
    async def test_fills_all_copies_and_loses_no_event(self, publisher: Publisher, copying: Copying) -> None:
        thing = await publisher.add()
        await copying.catch_up()
        await copying.schema.admin("""UPDATE copies SET document = '{"name": "as of an older shape"}'""")
        await publisher.change(thing, "b")
        await publisher.add(0, "c")
        await publisher.schema.admin("UPDATE feed_epoch SET republished = republished + 1")
        await copying.catch_up()
        assert await copying.names() == ["b", "c"]
        assert sorted(await copying.ledger()) == [("thing.snapshot", 1)] * 2 + [("thing.snapshot", 2)]

    async def test_is_heard_without_a_restart(self, publisher: Publisher, copying: Copying) -> None:
        await publisher.add()
        await copying.catch_up()
        await copying.schema.admin("""UPDATE copies SET document = '{"name": "as of an older shape"}'""")
        await publisher.schema.admin("UPDATE feed_epoch SET republished = republished + 1")
        await copying.follower.step(wait=0)
        await copying.hear()
        assert await copying.names() == ["box"]


class TestKeys:
    async def test_are_forgotten_after_a_day(self, publisher: Publisher) -> None:
        async with Client(publisher.app, publisher.clinics[1].user()) as client:
            for key in ("old", "new"):
                await client.post("/api/things", json={"name": "x"}, headers={"Idempotency-Key": key})
        await publisher.schema.admin(
            "UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'old'"
        )
        await prune(publisher.app.service.db)
        rows = await publisher.schema.admin("SELECT key FROM idempotency_keys")
        assert [row["key"] for row in rows] == ["new"]


class TestCursor:
    @pytest.mark.parametrize("since", ["x", "[]", '{"0": "1/x"}', '{"0": "1/3:2:1"}', '{"0": 1}'])
    async def test_of_a_moment_that_is_none_is_the_clients_fault(self, publisher: Publisher, since: str) -> None:
        assert (await publisher.ask("/internal/feed/changes", since=since)).status_code in (400, 422)

    @pytest.mark.parametrize("cursor", ["x", "1/2", "a/b", f"99/{UUID(int=0)}"])
    async def test_of_a_snapshot_that_is_none_is_400(self, publisher: Publisher, cursor: str) -> None:
        clinic = str(publisher.clinics[0].id)
        answer = await publisher.ask("/internal/feed/snapshot", clinic=clinic, kinds="thing", cursor=cursor)
        assert answer.status_code == 400


class TestChanges:
    async def test_tell_what_changed_without_its_content(self, publisher: Publisher) -> None:
        since = await moment_of(publisher)
        thing = await publisher.add()
        await publisher.change(thing, "chest")
        clinic = str(publisher.clinics[0].id)
        expected = {clinic: [True, [[version, "thing", thing["id"], version] for version in (1, 2)]]}
        assert (await publisher.ask("/internal/feed/changes", since=since)).json()["changes"] == expected

    async def test_from_before_a_restore_are_410(self, publisher: Publisher) -> None:
        since = await moment_of(publisher)
        await publisher.schema.admin("UPDATE feed_epoch SET epoch = epoch + 1")
        assert (await publisher.ask("/internal/feed/changes", since=since)).status_code == 410

    async def test_go_on_after_the_moment(self, publisher: Publisher) -> None:
        since = await moment_of(publisher)
        await publisher.add()
        since = (await publisher.ask("/internal/feed/changes", since=since)).json()["moment"]
        assert (await publisher.ask("/internal/feed/changes", since=since, wait="0")).json()["changes"] == {}
        await publisher.add(1)
        found = (await publisher.ask("/internal/feed/changes", since=since)).json()["changes"]
        assert list(found) == [str(publisher.clinics[1].id)]


async def moment_of(publisher: Publisher) -> str:
    moment: str = (await publisher.ask("/internal/feed/changes")).json()["moment"]
    return moment
