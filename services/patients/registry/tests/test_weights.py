from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.patients.registry.patients import operations
from services.patients.registry.patients.schemas import PatientIn
from services.patients.tests.examples import made, new_patient
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub
from shared.values.ids import new_id, parse_id
from shared.wire.documents import Change
from shared.wire.preconditions import ANYTHING

Json = dict[str, Any]
KG: Json = {"weightUnit": "kg"}


async def weigh(client: Client, url: str, weight: float, **fields: Any) -> Json:
    return await made(client, f"{url}/weights", {**KG, "weight": weight, **fields})


async def counted(client: Client, url: str, query: str = "") -> list[float]:
    return [each["weight"] for each in (await client.get(f"{url}/weights{query}")).json()]


@pytest.fixture
async def url(client: Client) -> str:
    """The address of a patient of 30.4 kg."""
    return f"/api/patients/{(await new_patient(client, weight=30.4, **KG))['id']}"


class TestWeights:
    async def test_every_change_is_kept_with_its_unit_and_kilograms(self, client: Client) -> None:
        patient = await new_patient(client, weight=22)
        url = f"/api/patients/{patient['id']}"
        for change in ({"weight": 22}, {"name": "Max"}, {"weight": 10.1, "weightUnit": "kg"}, {"weight": None}):
            await client.put(url, json=change)
        weights = (await client.get(f"{url}/weights")).json()
        shown = [(w["weight"], w["weightUnit"], w["weightKg"]) for w in weights]
        assert shown == [(10.1, "kg", 10.1), (22, "lbs", 9.979)]

    async def test_one_that_is_the_same_as_before_is_an_entry_and_a_put_of_what_was_read_none(
        self, client: Client, url: str
    ) -> None:
        await weigh(client, url, 30.4)
        await client.put(url, json=(await client.get(url)).json())
        assert await counted(client, url) == [30.4, 30.4]

    async def test_the_latest_by_its_time_is_the_patients(self, client: Client, url: str) -> None:
        await weigh(client, url, 29, at=str(datetime.now(UTC) - timedelta(30)))
        assert (await client.get(url)).json()["weight"] == 30.4
        await weigh(client, url, 68, weightUnit="lbs")
        patient = (await client.get(url)).json()
        assert (patient["weight"], patient["weightUnit"]) == (68, "lbs")
        assert await counted(client, url) == [68, 30.4, 29]

    async def test_of_two_at_one_time_the_one_written_last_is_the_patients(self, client: Client) -> None:
        url, at = f"/api/patients/{(await new_patient(client))['id']}", "2026-01-05T09:00:00Z"
        for weight in (5, 6):
            await weigh(client, url, weight, at=at)
        assert (await client.get(url)).json()["weight"] == 6

    async def test_a_clock_that_is_ahead_does_not_keep_later_ones_back(self, client: Client, url: str) -> None:
        await weigh(client, url, 31, at=str(datetime.now(UTC) + timedelta(minutes=4)))
        await client.put(url, json={"weight": 32})
        assert (await counted(client, url))[0] == (await client.get(url)).json()["weight"] == 32

    @pytest.mark.parametrize(
        ("body", "path"),
        [
            ({"weight": 0}, "weight"),
            ({"weight": -1}, "weight"),
            ({"weight": 0.0004}, "weight"),
            ({"weight": 0.001, "weightUnit": "lbs"}, "weight"),
            ({"weight": 20_001}, "weight"),
            ({"weight": None}, "weight"),
            ({"weight": 5, "weightUnit": None}, "weightUnit"),
            ({"weight": 5, "weightUnit": "st"}, "weightUnit"),
            ({"weight": 5, "at": "2199-01-01T00:00:00Z"}, "at"),
            ({"weight": 5, "at": "0026-01-01T00:00:00Z"}, "at"),
            ({"weight": 5, "at": "2026-01-05T09:00:00"}, "at"),
            ({"weight": 5, "kg": 5}, "kg"),
        ],
    )
    async def test_what_no_scale_shows_is_refused_at_its_field(
        self, client: Client, url: str, body: Json, path: str
    ) -> None:
        refused = await client.post(f"{url}/weights", json=KG | body)
        assert [fault["path"] for fault in refused.json()["errors"]] == [path]
        assert await counted(client, url) == [30.4]

    async def test_sent_again_with_its_key_is_written_once(self, client: Client, url: str) -> None:
        key = {"Idempotency-Key": "k" * 16}
        first, again = [await client.post(f"{url}/weights", json=KG | {"weight": 31}, headers=key) for _ in "12"]
        assert (first.status_code, again.json()) == (201, first.json())
        assert await counted(client, url) == [31, 30.4]

    @pytest.mark.parametrize(
        ("weight", "unit", "kg"),
        [
            (0.0005, "kg", 0.001),
            (0.0025, "kg", 0.003),
            (1.0005, "kg", 1.001),
            (12.3, "lbs", 5.579),
            (2.5, "lbs", 1.134),
        ],
    )
    async def test_kilograms_are_rounded_half_up_everywhere(
        self, app: ServiceApp, client: Client, weight: float, unit: str, kg: float
    ) -> None:
        patient = await new_patient(client, weight=weight, weightUnit=unit)
        url = f"/api/patients/{patient['id']}"
        await weigh(client, url, weight, weightUnit=unit)
        assert [each["weightKg"] for each in (await client.get(f"{url}/weights")).json()] == [kg, kg]
        async with app.service.db.transaction(client.clinic_id) as tx:
            sql = "SELECT weight_kg FROM patients WHERE clinic_id = $1 AND id = $2"
            assert float(await tx.connection.fetchval(sql, client.clinic_id, parse_id(patient["id"]))) == kg

    async def test_stand_in_the_audit(self, client: Client, url: str) -> None:
        weight = await weigh(client, url, 31)
        entry = (await client.get(f"/api/audit?subject={weight['id']}")).json()[0]
        assert (entry["action"], entry["document"]["weight"]) == ("weight.created", 31)

    async def test_of_another_clinics_or_no_patient_are_not_found(
        self, client: Client, stranger: Client, url: str
    ) -> None:
        for who, address in ((client, f"/api/patients/{new_id()}"), (stranger, url)):
            assert (await who.get(f"{address}/weights")).status_code == 404
            assert (await who.post(f"{address}/weights", json=KG | {"weight": 5})).status_code == 404


class TestVoid:
    async def void(self, client: Client, url: str, weight: Json, reason: str = "Typed 304") -> Any:
        return await client.post(f"{url}/weights/{weight['id']}/void", json={"reason": reason})

    async def test_takes_it_out_and_makes_the_one_before_the_patients(self, client: Client, url: str) -> None:
        wrong = await weigh(client, url, 304)
        answer = await self.void(client, url, wrong)
        assert (answer.status_code, answer.json()["voidReason"]) == (200, "Typed 304")
        assert answer.json()["voidedBy"] == str(client.user_id)
        assert (await client.get(url)).json()["weight"] == 30.4
        assert await counted(client, url) == [30.4]
        assert (await client.get(f"{url}/weights?voided=true")).json() == [answer.json()]

    async def test_of_the_only_one_leaves_none(self, client: Client, url: str) -> None:
        (only,) = (await client.get(f"{url}/weights")).json()
        await self.void(client, url, only)
        patient = (await client.get(url)).json()
        assert (patient["weight"], patient["weightUnit"]) == (None, "kg")

    async def test_of_an_earlier_one_changes_the_history_alone(self, client: Client, url: str) -> None:
        earlier = await weigh(client, url, 3, at="2026-01-05T09:00:00Z")
        await self.void(client, url, earlier)
        assert (await client.get(url)).json()["weight"] == 30.4
        assert await counted(client, url) == [30.4]

    async def test_twice_is_a_conflict(self, client: Client, url: str) -> None:
        wrong = await weigh(client, url, 304)
        await self.void(client, url, wrong)
        again = await self.void(client, url, wrong)
        assert (again.status_code, again.json()["type"]) == (409, "urn:vetchart:problem:voided")

    @pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": " \n"}, {"reason": 5}, {"reason": "x" * 501}])
    async def test_needs_a_reason(self, client: Client, url: str, body: Json) -> None:
        wrong = await weigh(client, url, 304)
        refused = await client.post(f"{url}/weights/{wrong['id']}/void", json=body)
        assert [fault["path"] for fault in refused.json()["errors"]] == ["reason"]

    async def test_stands_in_the_audit_and_makes_a_version_of_the_patient(self, client: Client, url: str) -> None:
        wrong = await weigh(client, url, 304)
        before = (await client.get(url)).json()["version"]
        await self.void(client, url, wrong)
        entry = (await client.get(f"/api/audit?subject={wrong['id']}")).json()[0]
        assert (entry["action"], entry["document"]["voidReason"]) == ("weight.voided", "Typed 304")
        assert (await client.get(url)).json()["version"] == before + 1

    async def test_of_another_patients_or_clinics_is_not_found(
        self, client: Client, stranger: Client, url: str
    ) -> None:
        weight = await weigh(client, url, 304)
        other = f"/api/patients/{(await new_patient(client))['id']}"
        assert (await self.void(client, other, weight)).status_code == 404
        assert (await self.void(client, url, {"id": new_id()})).status_code == 404
        assert (await self.void(stranger, url, weight)).status_code == 404


async def test_the_newest_is_the_patients_also_where_two_are_written_at_once(
    app: ServiceApp, client: Client, clinic: ClinicStub
) -> None:
    patient = await new_patient(client, weight=10)
    subject = parse_id(patient["id"])
    assert subject
    async with app.service.desk(client.clinic_id) as began_first:
        await client.put(f"/api/patients/{subject}", json={"weight": 11})
        change = Change({"weight": 12}, PatientIn, frozenset(patient), ANYTHING)
        await operations.update(began_first, subject, change)
    weights = (await client.get(f"/api/patients/{subject}/weights")).json()
    assert [each["weight"] for each in weights] == [12, 11, 10]
    assert (await client.get(f"/api/patients/{subject}")).json()["weight"] == 12
