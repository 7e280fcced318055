import asyncio
from hashlib import sha256

import pytest
from sqlalchemy import Uuid, bindparam, select, text

from shared.data.db import Statement
from shared.data.idempotency import find, once, prune
from shared.data.tables import idempotency_keys
from shared.feed.copies import upsert_clinic
from shared.service.app import ServiceApp
from shared.testing.kit import SERVICE_SECRET, Client, ClinicStub
from shared.tests.feeds import Publisher

STORED = Statement(
    "size of stored answers",
    text("SELECT sum(length(answer)) FROM idempotency_keys WHERE clinic_id = CAST(:clinic_id AS uuid)"),
)
THING = {"name": "box"}
JSON = {"Content-Type": "application/json"}
_mine = idempotency_keys.c.clinic_id == bindparam("clinic_id", type_=Uuid)
_STORED_HASH = Statement("select hash", select(idempotency_keys.c.body_hash).where(_mine))


async def keyed(client: Client, key: str, **fields: str) -> tuple[int, str, str | None]:
    answer = await client.post("/api/things", json=THING | fields, headers={"Idempotency-Key": key})
    return answer.status_code, answer.text, answer.headers.get("ETag")


async def count(client: Client) -> int:
    return len((await client.get("/api/things")).json())


class TestKey:
    async def test_replays_the_answer_with_its_status_and_etag(self, client: Client) -> None:
        first, again = await keyed(client, "a"), await keyed(client, "a")
        assert first == again
        assert first[0] == 201
        assert await count(client) == 1

    async def test_of_an_answer_too_large_to_store_gives_the_object_as_it_is_now(
        self, app: ServiceApp, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.data.idempotency.LARGEST", 100)
        async with app.service.db.system_transaction() as tx:
            await upsert_clinic(tx, 1, ClinicStub(id=client.clinic_id).told())
        first = await keyed(client, "a", note="x" * 200)
        assert await keyed(client, "a", note="x" * 200) == first
        thing = (await client.get("/api/things")).json()[0]
        await client.put(f"/api/things/{thing['id']}", json={"note": "now"})
        status, body, _ = await keyed(client, "a", note="x" * 200)
        assert (status, '"now"' in body) == (201, True)
        async with app.service.db.transaction(client.clinic_id) as tx:
            assert await tx.value(STORED) == 0

    async def test_with_another_body_is_422(self, client: Client) -> None:
        await keyed(client, "a")
        assert (await keyed(client, "a", note="other"))[0] == 422
        assert await count(client) == 1

    async def test_of_another_user_or_clinic_is_another_key(self, app: ServiceApp, client: Client) -> None:
        await keyed(client, "a")
        colleague, stranger = ClinicStub(id=client.clinic_id).user(), ClinicStub().user()
        for user in (colleague, stranger):
            async with Client(app, user) as other:
                await keyed(other, "a")
        assert await count(client) == 2

    async def test_is_not_used_up_by_a_request_that_failed(self, client: Client) -> None:
        assert (await keyed(client, "a", name=""))[0] == 422
        assert (await keyed(client, "a"))[0] == 201

    async def test_two_hundred_at_once_do_it_once(self, client: Client) -> None:
        answers = await asyncio.gather(*(keyed(client, "a") for _ in range(200)))
        done = [answer for answer in answers if answer[0] != 503]  # for the load: it may be sent again
        assert len(set(done)) == 1
        assert await count(client) == 1

    async def test_still_running_is_409_after_two_seconds(self, app: ServiceApp, client: Client) -> None:
        running = once("a", client.user_id, "/api/things", b"", SERVICE_SECRET)
        assert running
        async with app.service.db.transaction(client.clinic_id) as tx:
            await find(tx, running)
            started = asyncio.get_running_loop().time()
            status, body, _ = await keyed(client, "a")
        assert status == 409
        assert "in-progress" in body
        assert 1.9 < asyncio.get_running_loop().time() - started < 4

    @pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201, "é"])
    async def test_that_is_none_is_400(self, client: Client, key: str) -> None:
        headers = {b"Idempotency-Key": key.encode("latin-1")}
        assert (await client.post("/api/things", json=THING, headers=headers)).status_code == 400

    async def test_keeps_no_hash_that_a_secret_could_be_tried_against(self, app: ServiceApp, client: Client) -> None:
        """A body may hold a password, and who has the database must not learn it by trying."""
        await client.post("/api/things", content=b'{"name":"box"}', headers=JSON | {"Idempotency-Key": "a"})
        async with app.service.db.transaction(client.clinic_id) as tx:
            stored = await tx.value(_STORED_HASH)
        assert stored not in {sha256(b'{"name":"box"}').digest(), b""}

    async def test_of_an_id_in_another_spelling_is_no_second_path(self, client: Client) -> None:
        thing = (await client.post("/api/things", json=THING)).json()
        for spelling in (thing["id"].upper(), thing["id"].replace("-", "")):
            assert (await client.get(f"/api/things/{spelling}")).status_code == 404


class TestKeysThatAreOld:
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
