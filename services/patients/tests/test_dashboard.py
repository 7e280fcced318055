from services.patients.tests.examples import new_owner, new_patient, new_record
from shared.testing.kit import Client


class TestDashboard:
    async def test_counts_what_is_there_at_once(self, client: Client) -> None:
        await client.get("/internal/dashboard")
        record = await new_record(client)
        await new_owner(client)
        stats = (await client.get("/internal/dashboard")).json()
        assert stats == {"totalPatients": 1, "totalOwners": 2, "recentRecords": [record]}

    async def test_the_ten_newest_written_come_first_whenever_the_visit_was(self, client: Client) -> None:
        patient = await new_patient(client)
        days = [f"2024-01-{20 - n:02}" for n in range(11)]
        made = [await new_record(client, patientId=patient["id"], visitDate=day) for day in days]
        recent = (await client.get("/internal/dashboard")).json()["recentRecords"]
        assert [record["id"] for record in recent] == [record["id"] for record in made[:0:-1]]

    async def test_archived_ones_do_not_count(self, client: Client) -> None:
        patient = await new_patient(client)
        await client.delete(f"/api/patients/{patient['id']}")
        stats = (await client.get("/internal/dashboard")).json()
        assert (stats["totalPatients"], stats["totalOwners"]) == (0, 1)
