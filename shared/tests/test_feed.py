"""The feed and its follower, in one process: order, snapshots, and clinics that fail alone."""

from typing import Any
from uuid import UUID

import pytest

from shared.data.db import SYSTEM
from shared.feed.applying import Overtaken
from shared.testing.kit import PeersStub
from shared.tests.feeds import Copying, Publisher
from shared.tests.things import Network, ThingIn, create, follower, following

Json = dict[str, Any]


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
