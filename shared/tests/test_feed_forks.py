"""Chains that aren't those that were followed, and objects that are published anew."""

from shared.tests.feeds import Copying, Publisher


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
