from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from shared.data.db import Statement, Transaction
from shared.service.app import ServiceApp
from shared.testing.kit import Client
from shared.tests.things import LIST, things
from shared.values.ids import new_id

INSERT = Statement("insert things", insert(things), ["clinic_id", "id", "created_at", "name", "note"])
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
# Few moments and few ids apart, so that many rows are equal in one key and near in the other; texts that are longer as
# JSON than where they are stored, and those that aren't.
notes = st.builds(str.__mul__, st.sampled_from('a\n"🐈\u0001'), st.integers(0, 300))
rows = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**12), notes), unique_by=lambda row: row[1], max_size=25)


async def add(tx: Transaction, rows: list[tuple[int, int, str]]) -> list[str]:
    """Their ids in the order of the list."""
    made = [(MOMENT + timedelta(microseconds=at), UUID(int=number), note) for at, number, note in rows]
    values: list[dict[str, Any]] = [{"id": i, "created_at": at, "name": "x", "note": note} for at, i, note in made]
    await tx.execute_many(INSERT, values)
    return [str(i) for _, i, _ in sorted(made, reverse=True)]


class TestPages:
    @given(rows, st.lists(st.integers(1, 30), min_size=1), st.lists(st.integers(1, 5_000), min_size=1))
    @settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    async def test_joined_are_the_whole_list_once(
        self, app: ServiceApp, rows: list[tuple[int, int, str]], limits: list[int], most: list[int]
    ) -> None:
        found: list[str] = []
        cursor: str | None = None
        async with app.service.db.transaction(new_id()) as tx:
            expected = await add(tx, rows)
            for number in range(len(rows) + 1):
                limit, size = limits[number % len(limits)], most[number % len(most)]
                page = await LIST.page(tx, limit, cursor, size)
                things = msgspec.json.decode(page.body)
                assert len(things) <= limit
                assert len(page.body.encode()) <= size or len(things) <= 1
                found += [thing["id"] for thing in things]
                cursor = page.next
                if cursor is None:
                    break
        assert found == expected

    @given(rows, st.integers(1, 5_000))
    @settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    async def test_end_where_the_next_row_has_no_room(
        self, app: ServiceApp, rows: list[tuple[int, int, str]], size: int
    ) -> None:
        async with app.service.db.transaction(new_id()) as tx:
            await add(tx, rows)
            page, whole = await LIST.page(tx, 30, None, size), await LIST.page(tx, 30, None)
        count = len(msgspec.json.decode(page.body))
        more = msgspec.json.decode(whole.body, type=list[msgspec.Raw])[count : count + 1]
        assert not more or len(page.body.encode()) + 1 + len(more[0]) > size

    async def test_a_row_that_comes_meanwhile_moves_none(self, client: Client) -> None:
        for name in ("a", "b", "c"):
            await client.post("/api/things", json={"name": name})
        first = await client.get("/api/things?limit=2")
        await client.post("/api/things", json={"name": "d"})
        second = await client.get(first.links["next"]["url"])
        assert [thing["name"] for thing in first.json() + second.json()] == ["c", "b", "a"]

    async def test_the_link_keeps_the_other_parameters(self, client: Client) -> None:
        for _ in range(2):
            await client.post("/api/things", json={"name": "a"})
        link = (await client.get("/api/things?limit=1&x=%26%20é")).links["next"]["url"]
        assert link.startswith("/api/things?limit=1&x=%26+%C3%A9&cursor=")

    async def test_the_list_is_empty_where_there_is_nothing(self, client: Client) -> None:
        answer = await client.get("/api/things")
        assert (answer.json(), answer.links) == ([], {})


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()


class TestCursor:
    @pytest.mark.parametrize(
        "cursor",
        [
            "x",
            "é",
            "%00",
            encoded("[]"),
            encoded("null"),
            encoded('["2026-01-01T00:00:00Z"]'),
            encoded('["2026-01-01T00:00:00Z", "1"]'),
            encoded('[1, "0195f6a0-0000-7000-8000-000000000000"]'),
            encoded("[" * 10_000),
        ],
    )
    async def test_that_is_none_of_this_list_is_422(self, client: Client, cursor: str) -> None:
        answer = await client.get("/api/things", params={"cursor": cursor})
        assert answer.status_code == 422, answer.text
