from services.patients.patients import operations
from services.patients.patients.schemas import PatientIn
from services.patients.tests.examples import new_patient
from shared.app import ServiceApp
from shared.db import SYSTEM
from shared.documents import Change
from shared.ids import new_id, parse_id
from shared.preconditions import ANYTHING
from shared.testing import Client, ClinicStub


class TestWeights:
    async def test_every_change_is_kept_with_its_unit_and_kilograms(self, client: Client) -> None:
        patient = await new_patient(client, weight=22)
        url = f"/api/patients/{patient['id']}"
        for change in ({"weight": 22}, {"name": "Max"}, {"weight": 10.1, "weightUnit": "kg"}, {"weight": None}):
            await client.put(url, json=change)
        weights = (await client.get(f"{url}/weights")).json()
        shown = [(w["weight"], w["weightUnit"], w["weightKg"]) for w in weights]
        assert shown == [(10.1, "kg", 10.1), (22, "lbs", 9.979)]

    async def test_of_an_unknown_patient_are_404(self, client: Client) -> None:
        assert (await client.get(f"/api/patients/{new_id()}/weights")).status_code == 404


async def test_the_newest_is_the_patients_also_where_two_are_written_at_once(
    app: ServiceApp, client: Client, clinic: ClinicStub
) -> None:
    patient = await new_patient(client, weight=10)
    subject = parse_id(patient["id"])
    assert subject
    async with app.service.db.transaction(client.clinic_id, SYSTEM) as began_first:
        await client.put(f"/api/patients/{subject}", json={"weight": 11})
        change = Change({"weight": 12}, PatientIn, frozenset(patient), ANYTHING)
        await operations.update(began_first, subject, change, clinic.today())
    weights = (await client.get(f"/api/patients/{subject}/weights")).json()
    assert [each["weight"] for each in weights] == [12, 11, 10]
    assert (await client.get(f"/api/patients/{subject}")).json()["weight"] == 12
