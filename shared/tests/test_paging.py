from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from shared.app import ServiceApp
from shared.db import Statement, Transaction
from shared.ids import new_id
from shared.testing import Client
from shared.tests.things import LIST, things

INSERT = Statement("insert things", insert(things), ["clinic_id", "id", "created_at", "name", "note"])
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
# Few moments and few ids apart, so that many rows are equal in one key and near in the other.
keys = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**12)), unique_by=lambda key: key[1], max_size=25)


async def add(tx: Transaction, keys: list[tuple[int, int]]) -> list[str]:
    """Their ids in the order of the list."""
    made = [(MOMENT + timedelta(microseconds=at), UUID(int=number)) for at, number in keys]
    values: list[dict[str, Any]] = [{"id": i, "created_at": at, "name": "x", "note": ""} for at, i in made]
    await tx.execute_many(INSERT, values)
    return [str(i) for _, i in sorted(made, reverse=True)]


class TestPages:
    @given(keys, st.lists(st.integers(1, 30), min_size=1))
    @settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    async def test_joined_are_the_whole_list_once(
        self, app: ServiceApp, keys: list[tuple[int, int]], limits: list[int]
    ) -> None:
        found: list[str] = []
        cursor: str | None = None
        async with app.service.db.transaction(new_id()) as tx:
            expected = await add(tx, keys)
            for number in range(len(keys) + 1):
                page = await LIST.page(tx, limits[number % len(limits)], cursor)
                found += [thing["id"] for thing in msgspec.json.decode(page.body)]
                cursor = page.next
                if cursor is None:
                    break
        assert found == expected

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
