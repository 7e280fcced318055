import asyncio

import asyncpg
import pytest

from shared.testing.kit import Client
from shared.tests.things import Schema


@pytest.fixture
async def changed(client: Client) -> Client:
    """A client with five changes behind it."""
    thing = (await client.post("/api/things", json={"name": "box", "size": 1.50})).json()
    for note in ("a", "b", "한글", '"\\'):
        await client.put(f"/api/things/{thing['id']}", json={"note": note})
    return client


async def verified(client: Client) -> dict[str, object]:
    found: dict[str, object] = (await client.get("/api/audit/verify")).json()
    return found


class TestTrail:
    async def test_tells_who_did_what_from_where_newest_first(self, changed: Client) -> None:
        headers = {"X-Request-ID": "request-1", "X-Forwarded-For": "6.6.6.6, 203.0.113.9"}
        thing = (await changed.post("/api/things", json={"name": "x"}, headers=headers)).json()
        entry = (await changed.get("/api/audit")).json()[0]
        assert (entry["action"], entry["kind"], entry["subject"]) == ("thing.created", "thing", thing["id"])
        assert (entry["actor"], entry["address"]) == (str(changed.user_id), "203.0.113.9")
        assert (entry["requestId"], entry["seq"], entry["document"]) == ("request-1", 6, thing)

    async def test_of_one_object(self, changed: Client) -> None:
        subject = (await changed.get("/api/things")).json()[0]["id"]
        await changed.post("/api/things", json={"name": "other"})
        entries = (await changed.get(f"/api/audit?subject={subject}&limit=3")).json()
        assert [entry["seq"] for entry in entries] == [5, 4, 3]

    async def test_a_request_that_failed_leaves_nothing(self, changed: Client) -> None:
        thing = (await changed.get("/api/things")).json()[0]
        await changed.put(f"/api/things/{thing['id']}", json={"name": "y"}, headers={"If-Match": '"1-aa"'})
        assert len((await changed.get("/api/audit")).json()) == 5


class TestVerification:
    async def test_a_whole_chain_is_intact(self, changed: Client) -> None:
        assert await verified(changed) == {"entries": 5, "intact": True, "broken": []}

    async def test_a_clinic_without_changes_is_intact(self, client: Client) -> None:
        assert await verified(client) == {"entries": 0, "intact": True, "broken": []}

    @pytest.mark.parametrize(
        "column",
        ["document = '{}'", "actor = NULL", "at = at + interval '1 microsecond'", "action = 'x'", "address = 'x'"],
    )
    async def test_an_altered_entry_is_found(self, changed: Client, schema: Schema, column: str) -> None:
        await schema.admin(f"UPDATE audit SET {column} WHERE clinic_id = '{changed.clinic_id}' AND seq = 3")
        assert await verified(changed) == {"entries": 5, "intact": False, "broken": [3]}

    async def test_an_entry_altered_with_its_hash_is_found_at_the_next(self, changed: Client, schema: Schema) -> None:
        await schema.admin(f"""
            UPDATE audit SET document = '{{}}', hash = audit_hash(previous, clinic_id, seq, at, actor, address,
                request_id, action, kind, subject, '{{}}')
            WHERE clinic_id = '{changed.clinic_id}' AND seq = 3""")
        assert await verified(changed) == {"entries": 5, "intact": False, "broken": [4]}

    @pytest.mark.parametrize(("deleted", "broken"), [("seq = 3", [4]), ("seq = 1", [2]), ("seq > 3", [5])])
    async def test_a_deleted_entry_is_found(
        self, changed: Client, schema: Schema, deleted: str, broken: list[int]
    ) -> None:
        await schema.admin(f"DELETE FROM audit WHERE clinic_id = '{changed.clinic_id}' AND {deleted}")
        assert await verified(changed) == {"entries": 5, "intact": False, "broken": broken}

    async def test_all_entries_deleted_is_found(self, changed: Client, schema: Schema) -> None:
        await schema.admin(f"DELETE FROM audit WHERE clinic_id = '{changed.clinic_id}'")
        assert (await verified(changed))["intact"] is False

    async def test_writers_at_once_make_one_chain(self, client: Client) -> None:
        await asyncio.gather(*(client.post("/api/things", json={"name": "x"}) for _ in range(20)))
        assert (await verified(client))["intact"] is True


class TestRole:
    @pytest.mark.parametrize("sql", ["UPDATE audit SET action = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
    async def test_of_the_application_can_only_add(self, changed: Client, schema: Schema, sql: str) -> None:
        connection = await asyncpg.connect(schema.url)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(sql)
        await connection.close()
