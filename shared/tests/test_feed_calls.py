"""What a feed answers to what is no moment or cursor, and to the gateway's streams."""

from uuid import UUID

import pytest

from shared.tests.feeds import Publisher


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
