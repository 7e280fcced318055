from services.patients.tests.examples import new_patient
from shared.ids import new_id
from shared.testing import Client


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
