from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from services.patients.chart.records import operations
from services.patients.chart.records.schemas import RecordIn
from services.patients.tests.examples import RECORD, Json, new_patient, new_record
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub
from shared.values.ids import new_id


@pytest.fixture
async def colleague(app: ServiceApp, clinic: ClinicStub) -> AsyncIterator[Client]:
    async with Client(app, clinic.user("veterinarian")) as client:
        yield client


class TestCreate:
    async def test_embeds_the_patient_with_its_owner_at_once(self, client: Client) -> None:
        patient = await new_patient(client)
        record = await new_record(client, patientId=patient["id"])
        assert record["patient"] == patient
        assert record | RECORD == record

    async def test_left_out_fields_are_never_null(self, client: Client, clinic: ClinicStub) -> None:
        patient = await new_patient(client)
        answer = await client.post("/api/records", json={"patientId": patient["id"], "visitDate": "", "recordType": ""})
        record = answer.json()
        assert record["visitDate"] == clinic.today().isoformat()
        assert record["recordType"] == "treatment"
        assert {record[name] for name in ("symptoms", "diagnosis", "treatment", "notes", "veterinarian")} == {""}

    @pytest.mark.parametrize("kind", ["vaccine", "surgery", "treatment", "dental"])
    async def test_keeps_the_record_type(self, client: Client, kind: str) -> None:
        assert (await new_record(client, recordType=kind))["recordType"] == kind

    async def test_a_day_ahead_of_the_clinics_is_accepted_and_two_are_not(
        self, client: Client, clinic: ClinicStub
    ) -> None:
        tomorrow, later = (clinic.today() + timedelta(days=n) for n in (1, 2))
        record = await new_record(client, visitDate=tomorrow.isoformat())
        answer = await client.post("/api/records", json={**record, "visitDate": later.isoformat()})
        assert [fault["path"] for fault in answer.json()["errors"]] == ["visitDate"]

    @pytest.mark.parametrize(
        "fields", [{"recordType": "x"}, {"visitDate": "today"}, {"diagnosis": 5}, {"patientId": str(new_id())}]
    )
    async def test_names_the_field_that_is_wrong(self, client: Client, fields: Json) -> None:
        patient = await new_patient(client)
        answer = await client.post("/api/records", json={**RECORD, "patientId": patient["id"], **fields})
        assert [fault["path"] for fault in answer.json()["errors"]] == list(fields)

    async def test_of_an_archived_patient_is_refused(self, client: Client) -> None:
        patient = await new_patient(client)
        await client.delete(f"/api/patients/{patient['id']}")
        answer = await client.post("/api/records", json={**RECORD, "patientId": patient["id"]})
        assert answer.json()["errors"][0]["code"] == "archived"

    async def test_of_another_clinics_patient_is_refused(self, client: Client, stranger: Client) -> None:
        patient = await new_patient(stranger)
        answer = await client.post("/api/records", json={**RECORD, "patientId": patient["id"]})
        assert answer.status_code == 422

    @pytest.mark.parametrize("text", ["'; DROP TABLE records; --", "%s $1 {0} \\", "<b>간</b> 😀", "a\u2028b\r\n"])
    async def test_text_comes_back_as_it_was(self, client: Client, text: str) -> None:
        record = await new_record(client, notes=text)
        assert (await client.get(f"/api/records/{record['id']}")).json()["notes"] == text


class TestList:
    async def test_is_by_visit_then_id_newest_first(self, client: Client) -> None:
        days = ["2024-01-02", "2024-03-01", "2024-01-02", "2024-02-01"]
        made = [await new_record(client, visitDate=day) for day in days]
        expected = sorted(made, key=lambda r: (r["visitDate"], r["id"]), reverse=True)
        first = await client.get("/api/records?limit=3")
        rest = await client.get(first.links["next"]["url"])
        assert first.json() + rest.json() == expected

    async def test_filters(self, client: Client) -> None:
        old = await new_record(client, visitDate="2024-01-02", veterinarian="A")
        new = await new_record(client, visitDate="2024-03-01", veterinarian="B")
        for query, expected in (
            ("from=2024-01-02&to=2024-03-01", [new, old]),
            ("from=2024-01-03", [new]),
            ("to=2024-02-29", [old]),
            ("veterinarian=A", [old]),
            (f"patientId={new['patientId']}", [new]),
        ):
            assert (await client.get(f"/api/records?{query}")).json() == expected, query

    async def test_of_one_patient(self, client: Client) -> None:
        record, _ = await new_record(client), await new_record(client)
        url = f"/api/records/patient/{record['patientId']}"
        assert (await client.get(url)).json() == [record]
        assert (await client.get(f"{url}?to=2000-01-01")).json() == []

    async def test_of_an_unknown_patient_is_404(self, client: Client) -> None:
        assert (await client.get(f"/api/records/patient/{new_id()}")).status_code == 404


class TestUpdate:
    async def test_the_whole_answer_sent_back_changes_only_the_version(self, client: Client) -> None:
        record = await new_record(client)
        changed = (await client.put(f"/api/records/{record['id']}", json=record)).json()
        assert changed == {**record, "version": 2, "updatedAt": changed["updatedAt"]}

    async def test_moves_to_another_patient(self, client: Client) -> None:
        record, patient = await new_record(client), await new_patient(client, name="Max")
        changed = await client.put(f"/api/records/{record['id']}", json={"patientId": patient["id"]})
        assert changed.json()["patient"] == patient
        assert len((await client.get(f"/api/records/patient/{patient['id']}")).json()) == 1

    async def test_over_anothers_version_needs_if_match(self, client: Client, colleague: Client) -> None:
        record = await new_record(client)
        url = f"/api/records/{record['id']}"
        assert (await colleague.put(url, json={"notes": "x"})).status_code == 428
        tag = (await colleague.get(url)).headers["ETag"]
        assert (await colleague.put(url, json={"notes": "x"}, headers={"If-Match": tag})).status_code == 200
        assert (await colleague.put(url, json={"notes": "y"})).status_code == 200
        assert (await client.put(url, json={"notes": "z"})).status_code == 428

    async def test_a_star_names_no_version(self, client: Client, colleague: Client) -> None:
        url = f"/api/records/{(await new_record(client))['id']}"
        assert (await colleague.put(url, json={"notes": "x"}, headers={"If-Match": "*"})).status_code == 428

    async def test_what_the_system_wrote_is_nobodys(
        self, client: Client, colleague: Client, app: ServiceApp, clinic: ClinicStub
    ) -> None:
        patient, record_id = await new_patient(client), new_id()
        async with app.service.desk(clinic.id) as desk:
            await operations.create(desk, RecordIn(patient_id=patient["id"]), record_id)
        assert (await colleague.put(f"/api/records/{record_id}", json={"notes": "x"})).status_code == 200

    async def test_stale_is_412_with_the_current_record(self, client: Client, colleague: Client) -> None:
        record = await new_record(client)
        url = f"/api/records/{record['id']}"
        tag = (await colleague.get(url)).headers["ETag"]
        await client.put(url, json={"diagnosis": "mine"})
        stale = await colleague.put(url, json={"diagnosis": "theirs"}, headers={"If-Match": tag})
        assert stale.status_code == 412
        assert stale.json()["current"]["diagnosis"] == "mine"
        assert stale.json()["current"]["patient"] == record["patient"]

    async def test_a_record_is_never_deleted(self, client: Client) -> None:
        record = await new_record(client)
        assert (await client.delete(f"/api/records/{record['id']}")).status_code == 405
