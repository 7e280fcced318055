from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from services.patients.tests.examples import new_patient, new_record
from shared.feed.copies import upsert_copy
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub
from shared.values.ids import new_id


@pytest.fixture
async def veterinarian(app: ServiceApp, clinic: ClinicStub) -> AsyncIterator[Client]:
    """Sarah Wilson, whose name has come from auth."""
    user = clinic.user("veterinarian")
    async with app.service.db.transaction(clinic.id) as tx:
        await upsert_copy(tx, "user", user.id, 1, '{"firstName": "Sarah", "lastName": "Wilson"}')
    async with Client(app, user) as client:
        yield client


async def signed(client: Client, **fields: str) -> str:
    """The address of a record that the client wrote and signed."""
    url = f"/api/records/{(await new_record(client, **fields))['id']}"
    answer = await client.post(f"{url}/sign")
    assert answer.status_code == 200, answer.text
    return url


class TestSign:
    async def test_holds_who_signed_and_when(self, veterinarian: Client) -> None:
        record = await new_record(veterinarian)
        assert (record["signedAt"], record["signedBy"], record["signer"]) == (None, None, "")
        after = (await veterinarian.post(f"/api/records/{record['id']}/sign")).json()
        assert (after["signedBy"], after["signer"]) == (str(veterinarian.user_id), "Sarah Wilson")
        assert after["signedAt"] >= record["createdAt"]
        assert (await veterinarian.get(f"/api/records/{record['id']}")).json() == after
        assert (await veterinarian.get("/api/records")).json() == [after]

    @pytest.mark.parametrize("role", ["staff", "technician"])
    async def test_is_for_veterinarians(self, client: Client, app: ServiceApp, clinic: ClinicStub, role: str) -> None:
        record = await new_record(client)
        async with Client(app, clinic.user(role)) as other:
            assert (await other.post(f"/api/records/{record['id']}/sign")).status_code == 403

    async def test_twice_is_a_conflict(self, veterinarian: Client) -> None:
        url = await signed(veterinarian)
        again = await veterinarian.post(f"{url}/sign")
        assert (again.status_code, again.json()["type"]) == (409, "urn:vetchart:problem:signed")

    async def test_sent_again_with_its_key_is_answered_as_before(self, veterinarian: Client) -> None:
        url, key = f"/api/records/{(await new_record(veterinarian))['id']}/sign", {"Idempotency-Key": "k" * 16}
        first = await veterinarian.post(url, headers=key)
        assert (await veterinarian.post(url, headers=key)).json() == first.json()

    async def test_an_empty_record_is_not_signed(self, veterinarian: Client) -> None:
        patient = await new_patient(veterinarian)
        made = await veterinarian.post("/api/records", json={"patientId": patient["id"], "notes": " "})
        refused = await veterinarian.post(f"/api/records/{made.json()['id']}/sign")
        assert [fault["path"] for fault in refused.json()["errors"]] == ["diagnosis"]

    async def test_of_what_somebody_changed_meanwhile_is_412(self, veterinarian: Client, client: Client) -> None:
        url = f"/api/records/{(await new_record(client))['id']}"
        assert (await veterinarian.post(f"{url}/sign")).status_code == 428
        seen = {"If-Match": (await veterinarian.get(url)).headers["ETag"]}
        await client.put(url, json={"notes": "x"})
        stale = await veterinarian.post(f"{url}/sign", headers=seen)
        assert (stale.status_code, stale.json()["current"]["notes"]) == (412, "x")

    async def test_stands_in_the_audit(self, veterinarian: Client, client: Client) -> None:
        url = await signed(veterinarian)
        entry = (await client.get(f"/api/audit?subject={url.rpartition('/')[2]}")).json()[0]
        assert (entry["action"], entry["actor"]) == ("record.signed", str(veterinarian.user_id))
        assert entry["document"]["signer"] == "Sarah Wilson"


class TestASignedRecord:
    async def test_does_not_change(self, veterinarian: Client, client: Client) -> None:
        url = await signed(veterinarian)
        before = await veterinarian.get(url)
        for body, headers in (({"notes": "x"}, {}), (before.json(), {"If-Match": before.headers["ETag"]})):
            refused = await client.put(url, json=body, headers=headers)
            assert (refused.status_code, refused.json()["type"]) == (409, "urn:vetchart:problem:signed")
        assert (await veterinarian.get(url)).json() == before.json()

    async def test_what_its_answer_says_of_signing_has_no_effect_on_another(self, client: Client) -> None:
        record = await new_record(client)
        sent = {**record, "signedAt": "2026-01-01T00:00:00Z", "signedBy": str(new_id()), "signer": "Me"}
        assert (await client.put(f"/api/records/{record['id']}", json=sent)).json()["signedAt"] is None


class TestAddenda:
    async def test_amend_it_newest_first(self, veterinarian: Client) -> None:
        url = await signed(veterinarian)
        first, second = [
            (await veterinarian.post(f"{url}/addenda", json={"text": text})).json()
            for text in ("Lab: normal", "간 수치")
        ]
        assert (first["author"], first["authorId"]) == ("Sarah Wilson", str(veterinarian.user_id))
        assert f"/api/records/{first['recordId']}" == url
        assert (await veterinarian.get(f"{url}/addenda")).json() == [second, first]

    async def test_the_record_is_found_by_their_words_and_by_its_own(self, veterinarian: Client) -> None:
        url = await signed(veterinarian, diagnosis="Otitis")
        await veterinarian.post(f"{url}/addenda", json={"text": "Culture: Malassezia"})
        for word in ("malass", "otitis"):
            (found,) = (await veterinarian.get(f"/api/search?q={word}")).json()
            assert url.endswith(found["id"])

    async def test_are_for_signed_records(self, client: Client) -> None:
        record = await new_record(client)
        refused = await client.post(f"/api/records/{record['id']}/addenda", json={"text": "x"})
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:vetchart:problem:not-signed")

    @pytest.mark.parametrize("body", [{}, {"text": " \n"}, {"text": 5}, {"text": "x" * 100_001}])
    async def test_need_words(self, veterinarian: Client, body: object) -> None:
        url = await signed(veterinarian)
        refused = await veterinarian.post(f"{url}/addenda", json=body)
        assert [fault["path"] for fault in refused.json()["errors"]] == ["text"]

    async def test_neither_change_nor_go(self, veterinarian: Client) -> None:
        url = await signed(veterinarian)
        made = (await veterinarian.post(f"{url}/addenda", json={"text": "x"})).json()
        for method in ("PUT", "DELETE"):
            assert (await veterinarian.request(method, f"{url}/addenda")).status_code == 405
            assert (await veterinarian.request(method, f"{url}/addenda/{made['id']}")).status_code == 404

    async def test_stand_in_the_audit(self, veterinarian: Client, client: Client) -> None:
        url = await signed(veterinarian)
        made = (await veterinarian.post(f"{url}/addenda", json={"text": "x"})).json()
        entry = (await client.get(f"/api/audit?subject={made['id']}")).json()[0]
        assert (entry["action"], entry["document"]["text"]) == ("addendum.created", "x")

    async def test_of_another_clinics_record_are_not_found(self, veterinarian: Client, stranger: Client) -> None:
        url = await signed(veterinarian)
        assert (await stranger.get(f"{url}/addenda")).status_code == 404
        assert (await stranger.post(f"{url}/addenda", json={"text": "x"})).status_code == 404


class TestVersions:
    async def test_each_is_the_record_as_it_was(self, veterinarian: Client, client: Client) -> None:
        record = await new_record(veterinarian, diagnosis="first")
        url = f"/api/records/{record['id']}"
        await veterinarian.put(url, json={"diagnosis": "second"})
        await veterinarian.post(f"{url}/sign")
        versions = (await client.get(f"{url}/versions")).json()
        assert [(v["version"], v["action"], v["record"]["diagnosis"]) for v in versions] == [
            (3, "signed", "second"),
            (2, "updated", "second"),
            (1, "created", "first"),
        ]
        assert {(v["author"], v["authorId"]) for v in versions} == {("Sarah Wilson", str(veterinarian.user_id))}

    async def test_come_in_pages(self, client: Client) -> None:
        record = await new_record(client)
        url = f"/api/records/{record['id']}"
        await client.put(url, json={"notes": "x"})
        first = await client.get(f"{url}/versions?limit=1")
        rest = await client.get(first.links["next"]["url"])
        assert [each["version"] for each in first.json() + rest.json()] == [2, 1]

    async def test_of_another_clinics_record_are_not_found(self, client: Client, stranger: Client) -> None:
        record = await new_record(client)
        assert (await stranger.get(f"/api/records/{record['id']}/versions")).status_code == 404


class TestAnAmendedRecord:
    async def test_says_so_wherever_it_is_read(self, veterinarian: Client) -> None:
        url = await signed(veterinarian, diagnosis="LEFT ear")
        before = (await veterinarian.get(url)).json()
        assert (before["addendaCount"], before["lastAddendum"]) == (0, None)
        for text in ("Lab: normal", "RIGHT, not left"):
            await veterinarian.post(f"{url}/addenda", json={"text": text})
        patient, record = before["patientId"], url.rpartition("/")[2]
        read = [
            (await veterinarian.get(url)).json(),
            *(await veterinarian.get("/api/records")).json(),
            *(await veterinarian.get(f"/api/records/patient/{patient}")).json(),
            *(await veterinarian.get("/internal/dashboard")).json()["recentRecords"],
            *[each for each in (await veterinarian.get("/api/search?q=left")).json() if each["id"] == record],
        ]
        assert len(read) == 5
        for each in read:
            assert datetime.fromisoformat(each["signedAt"]) == datetime.fromisoformat(before["signedAt"])
            assert each["addendaCount"] == 2
            assert (each["lastAddendum"]["author"], each["lastAddendum"]["text"]) == ("Sarah Wilson", "RIGHT, not left")

    async def test_shows_the_beginning_of_a_long_addendum(self, veterinarian: Client) -> None:
        url = await signed(veterinarian)
        await veterinarian.post(f"{url}/addenda", json={"text": "가" * 50_000})
        assert (await veterinarian.get(url)).json()["lastAddendum"]["text"] == "가" * 299 + "…"

    async def test_is_another_version_for_those_who_keep_one(self, veterinarian: Client, client: Client) -> None:
        url = await signed(veterinarian)
        before = await veterinarian.get(url)
        await veterinarian.post(f"{url}/addenda", json={"text": "RIGHT, not left"})
        assert (await veterinarian.get(url, headers={"If-None-Match": before.headers["ETag"]})).status_code == 200
        versions = (await client.get(f"{url}/versions")).json()
        assert [(each["version"], each["action"]) for each in versions][:2] == [(3, "amended"), (2, "signed")]
        assert versions[0]["record"]["lastAddendum"]["text"] == "RIGHT, not left"

    async def test_is_told_from_another_that_has_none(self, veterinarian: Client) -> None:
        amended, other = await signed(veterinarian), await signed(veterinarian)
        await veterinarian.post(f"{amended}/addenda", json={"text": "RIGHT, not left"})
        assert (await veterinarian.get(other)).json()["addendaCount"] == 0
