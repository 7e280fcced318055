from collections.abc import AsyncIterator

import pytest

from services.patients.tests.examples import new_patient, new_record
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub
from shared.values.ids import new_id


@pytest.fixture
async def colleague(app: ServiceApp, clinic: ClinicStub) -> AsyncIterator[Client]:
    async with Client(app, clinic.user("technician")) as client:
        yield client


class TestSave:
    async def test_of_a_new_record_is_kept_by_its_patient(self, client: Client) -> None:
        patient = await new_patient(client)
        url = f"/api/drafts/{patient['id']}"
        saved = (await client.put(url, json={"symptoms": "기침", "visitDate": ""})).json()
        assert (saved["id"], saved["patientId"], saved["recordId"]) == (patient["id"], patient["id"], None)
        assert (saved["patientName"], saved["symptoms"], saved["version"]) == ("Rex", "기침", 1)
        assert (await client.get(url)).json() == saved

    async def test_of_a_record_knows_the_version_it_began_with(self, client: Client) -> None:
        record = await new_record(client)
        draft = {"recordVersion": 1, "diagnosis": "half a wor"}
        saved = (await client.put(f"/api/drafts/{record['id']}", json=draft)).json()
        assert (saved["recordId"], saved["patientId"]) == (record["id"], record["patientId"])
        assert saved | draft == saved

    async def test_again_keeps_what_is_not_named(self, client: Client) -> None:
        url = f"/api/drafts/{(await new_patient(client))['id']}"
        await client.put(url, json={"symptoms": "a", "notes": "b"})
        saved = (await client.put(url, json={"notes": ""})).json()
        assert (saved["symptoms"], saved["notes"], saved["version"]) == ("a", "", 2)

    async def test_leaves_the_record_and_its_audit_alone(self, client: Client) -> None:
        record = await new_record(client)
        before = (await client.get("/api/audit")).json()
        await client.put(f"/api/drafts/{record['id']}", json={"diagnosis": "x"})
        assert (await client.get(f"/api/records/{record['id']}")).json() == record
        assert (await client.get("/api/audit")).json() == before

    async def test_of_nothing_there_is_404(self, client: Client, stranger: Client) -> None:
        for subject in (new_id(), (await new_record(stranger))["id"], (await new_patient(stranger))["id"]):
            assert (await client.put(f"/api/drafts/{subject}", json={"notes": "x"})).status_code == 404

    async def test_names_the_field_that_is_wrong(self, client: Client) -> None:
        url = f"/api/drafts/{(await new_patient(client))['id']}"
        refused = await client.put(url, json={"notes": 5, "diagnosis": "x" * 10_001, "other": 1})
        assert {fault["path"] for fault in refused.json()["errors"]} == {"notes", "diagnosis", "other"}


class TestOwn:
    async def test_nobody_sees_anothers(self, client: Client, colleague: Client) -> None:
        record = await new_record(client)
        url = f"/api/drafts/{record['id']}"
        await client.put(url, json={"notes": "mine"})
        assert (await colleague.get(url)).status_code == 404
        assert (await colleague.delete(url)).status_code == 404
        assert (await colleague.get("/api/drafts")).json() == []
        assert (await colleague.put(url, json={"notes": "theirs"})).json()["notes"] == "theirs"
        assert (await client.get(url)).json()["notes"] == "mine"

    async def test_are_listed_last_typed_in_first(self, client: Client) -> None:
        patients = [await new_patient(client) for _ in range(3)]
        for patient in (*patients, patients[0]):
            await client.put(f"/api/drafts/{patient['id']}", json={"notes": "x"})
        first = await client.get("/api/drafts?limit=2")
        rest = await client.get(first.links["next"]["url"])
        order = [patients[0]["id"], patients[2]["id"], patients[1]["id"]]
        assert [draft["id"] for draft in first.json() + rest.json()] == order


class TestDiscard:
    async def test_is_gone_and_begins_anew(self, client: Client) -> None:
        url = f"/api/drafts/{(await new_patient(client))['id']}"
        await client.put(url, json={"notes": "x"})
        assert (await client.delete(url)).json() == {"message": "Draft discarded."}
        assert (await client.get(url)).status_code == 404
        assert (await client.delete(url)).status_code == 404
        assert (await client.put(url, json={"symptoms": "y"})).json()["notes"] == ""

    async def test_of_a_version_that_was_typed_over_is_412(self, client: Client) -> None:
        url = f"/api/drafts/{(await new_patient(client))['id']}"
        tag = (await client.put(url, json={"notes": "x"})).headers["ETag"]
        await client.put(url, json={"notes": "y"})
        stale = await client.delete(url, headers={"If-Match": tag})
        assert (stale.status_code, stale.json()["current"]["notes"]) == (412, "y")
