"""All that is wrong with a body is told in one answer: its types and the clinic's rules."""

from typing import Any

import pytest

from services.patients.tests.examples import Json, new_owner, new_patient, new_record
from shared.testing.kit import Client
from shared.values.ids import new_id

FUTURE = "2199-01-01"
PATIENTS: list[tuple[Json, set[str]]] = [
    ({"microchip": "12", "species": "Unicorn", "weight": -1}, {"microchip", "species", "weight"}),
    ({"gender": "?", "ownerId": str(new_id())}, {"gender", "ownerId"}),
    ({"name": None, "birthDate": FUTURE, "ownerId": str(new_id())}, {"name", "birthDate", "ownerId"}),
    ({"ownerId": "x", "deceasedAt": FUTURE, "alerts": [1, ""]}, {"ownerId", "deceasedAt", "alerts[0]", "alerts[1]"}),
    ({"birthDate": "soon", "deceasedAt": "2001-01-01", "species": 5}, {"birthDate", "species"}),
    ({"color": "red", "birthDate": "2020-01-01", "deceasedAt": "2019-01-01"}, {"color", "deceasedAt"}),
    ({"age": 200, "weight": "x", "status": "gone"}, {"age", "weight", "status"}),
]
RECORDS: list[tuple[Json, set[str]]] = [
    ({"recordType": "checkup", "visitDate": FUTURE}, {"recordType", "visitDate"}),
    ({"recordType": 5, "visitDate": FUTURE, "patientId": str(new_id())}, {"recordType", "visitDate", "patientId"}),
    ({"visitDate": "soon", "patientId": str(new_id())}, {"visitDate", "patientId"}),
    ({"patientId": "x", "visitDate": FUTURE, "more": 1}, {"patientId", "visitDate", "more"}),
]


def paths(answer: Any) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {fault["path"] for fault in answer.json()["errors"]}


class TestOfAPatient:
    @pytest.mark.parametrize(("fields", "expected"), PATIENTS)
    async def test_are_told_at_once(self, client: Client, fields: Json, expected: set[str]) -> None:
        body = {"name": "Rex", "species": "Dog", "ownerId": (await new_owner(client))["id"], **fields}
        assert paths(await client.post("/api/patients", json=body)) == expected

    @pytest.mark.parametrize(("fields", "expected"), PATIENTS)
    async def test_that_is_changed_are_told_at_once(self, client: Client, fields: Json, expected: set[str]) -> None:
        patient = await new_patient(client)
        assert paths(await client.put(f"/api/patients/{patient['id']}", json=fields)) == expected
        assert (await client.get(f"/api/patients/{patient['id']}")).json()["version"] == 1

    async def test_name_the_species_that_there_are(self, client: Client) -> None:
        body = {"name": "Rex", "species": "Unicorn", "ownerId": str(new_id())}
        species = (await client.post("/api/patients", json=body)).json()["errors"][0]
        assert species["allowed"][:2] == ["Dog", "Cat"]


class TestOfARecord:
    @pytest.mark.parametrize(("fields", "expected"), RECORDS)
    async def test_are_told_at_once(self, client: Client, fields: Json, expected: set[str]) -> None:
        body = {"patientId": (await new_patient(client))["id"], **fields}
        assert paths(await client.post("/api/records", json=body)) == expected

    @pytest.mark.parametrize(("fields", "expected"), RECORDS)
    async def test_that_is_changed_are_told_at_once(self, client: Client, fields: Json, expected: set[str]) -> None:
        record = await new_record(client)
        assert paths(await client.put(f"/api/records/{record['id']}", json=fields)) == expected
