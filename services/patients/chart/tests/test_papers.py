"""What is signed is a document: its paper stays what it was, whatever happens to whom it shows."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.patients.tests.examples import new_owner, new_patient, new_record
from shared.feed.copies import upsert_clinic, upsert_copy
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub
from shared.testing.pdf import pages

Json = dict[str, Any]
PATIENT: Json = {
    "name": "Rex",
    "species": "Dog",
    "breed": "Beagle",
    "gender": "Male",
    "birthDate": "2020-05-01",
    "weight": 3,
    "weightUnit": "kg",
    "microchip": "985112345678901",
    "alerts": ["Penicillin"],
}
OF_PATIENT: list[Json] = [
    {"name": "Max"},
    {"species": "Cat"},
    {"breed": "Maine Coon"},
    {"gender": "Female"},
    {"birthDate": "2012-01-01"},
    {"birthDate": None, "age": 9},
    {"deceasedAt": "2026-01-02"},
    {"weight": 31},
    {"weight": None, "weightUnit": "lbs"},
    {"microchip": "985112345678902"},
    {"alerts": ["Bites"]},
    {"alerts": []},
    {"status": "inactive", "assignedDoctor": "Kim", "handlingDifficulty": "hard"},
]
OF_OWNER: list[Json] = [
    {"firstName": "Bo", "lastName": "Kim"},
    {"phone": "555-0199"},
    {"email": "bo@example.com"},
    {"address": "9 New Street"},
    {"address": ""},
    {"notes": "Moved"},
]


@pytest.fixture
async def signed(client: Client) -> Json:
    owner = await new_owner(client, address="1 Old Road")
    patient = await new_patient(client, ownerId=owner["id"], **PATIENT)
    record = await new_record(client, patientId=patient["id"], visitDate="2026-01-05")
    answer = await client.post(f"/api/records/{record['id']}/sign")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def text_of(client: Client, record: Json, lang: str = "en") -> list[str]:
    return pages(await client.get(f"/api/records/{record['id']}/pdf?lang={lang}"))


class TestASignedRecordsPaper:
    async def test_shows_what_was_true(self, client: Client, signed: Json) -> None:
        (text,) = await text_of(client, signed)
        for words in ("Rex", "Dog · Beagle · Male", "5 years", "May 1, 2020", "3 kg", "985112345678901", "Penicillin"):
            assert words in text
        for words in ("Ann Lee", "555-0100", "1 Old Road", "Test clinic", "Version 2"):
            assert words in text

    @pytest.mark.parametrize("change", OF_PATIENT, ids=lambda change: "-".join(change))
    async def test_stays_after_a_change_of_the_patient(self, client: Client, signed: Json, change: Json) -> None:
        await self._stays(client, signed, f"/api/patients/{signed['patientId']}", change)

    @pytest.mark.parametrize("change", OF_OWNER, ids=lambda change: "-".join(change))
    async def test_stays_after_a_change_of_the_owner(self, client: Client, signed: Json, change: Json) -> None:
        await self._stays(client, signed, f"/api/owners/{signed['patient']['ownerId']}", change)

    async def test_stays_after_a_move_to_another_owner(self, client: Client, signed: Json) -> None:
        other = await new_owner(client, firstName="Cy")
        await self._stays(client, signed, f"/api/patients/{signed['patientId']}", {"ownerId": other["id"]})

    async def _stays(self, client: Client, signed: Json, url: str, change: Json) -> None:
        before = [await text_of(client, signed, lang) for lang in ("en", "ko")]
        assert (await client.put(url, json=change)).status_code == 200
        assert [await text_of(client, signed, lang) for lang in ("en", "ko")] == before

    async def test_stays_after_a_change_of_the_clinic_and_its_signer(
        self, client: Client, app: ServiceApp, clinic: ClinicStub, signed: Json
    ) -> None:
        url = f"/api/records/{signed['id']}/pdf"
        before = pages(await client.get(url))
        moved = clinic.told(name="Moved", timeZone="Asia/Seoul", currency="KRW")
        async with app.service.db.system_transaction() as tx:
            await upsert_clinic(tx, 2, moved)
        async with app.service.db.transaction(client.clinic_id) as tx:
            await upsert_copy(tx, "user", client.user_id, 2, '{"firstName": "Other", "lastName": "Name"}')
        app.service.directory._clinics.pop(clinic.id)
        assert pages(await client.get(url)) == before
        (unsigned,) = await text_of(client, await new_record(client, patientId=signed["patientId"]))
        assert "Moved" in unsigned

    async def test_gets_addenda_and_keeps_the_version_that_was_signed(self, client: Client, signed: Json) -> None:
        before = await text_of(client, signed)
        await client.post(f"/api/records/{signed['id']}/addenda", json={"text": "RIGHT, not left"})
        (text,) = await text_of(client, signed)
        assert text.partition(" Addenda ")[0] in before[0]
        assert "RIGHT, not left" in text

    async def test_shows_what_is_true_today_as_long_as_it_is_not_signed(self, client: Client, signed: Json) -> None:
        record = await new_record(client, patientId=signed["patientId"], visitDate="2026-01-05")
        await client.put(f"/api/patients/{signed['patientId']}", json={"name": "Max"})
        assert "Max" in (await text_of(client, record))[0]


class TestAge:
    @pytest.mark.parametrize("signs", [True, False])
    async def test_is_that_on_the_day_of_the_visit(self, client: Client, clinic: ClinicStub, signs: bool) -> None:
        patient = await new_patient(client, birthDate=str(clinic.today() - timedelta(400)))
        visit = str(clinic.today() - timedelta(400 - 77))
        record = await new_record(client, patientId=patient["id"], visitDate=visit)
        if signs:
            await client.post(f"/api/records/{record['id']}/sign")
        assert "11 weeks" in (await text_of(client, record))[0]


async def test_a_copy_can_neither_be_changed_nor_taken_away(app: ServiceApp, client: Client, signed: Json) -> None:
    for sql in ("UPDATE papers SET document = '{}' WHERE id = $1", "DELETE FROM papers WHERE id = $1"):
        with pytest.raises(Exception, match="permission denied"):
            async with app.service.db.transaction(client.clinic_id) as tx:
                await tx.connection.execute(sql, UUID(signed["id"]))
