"""A page ends at 2 MB, and one clinic's long notes are not everybody's memory."""

from services.patients.tests.examples import new_owner, new_patient, new_record
from shared.data.paging import MAX_BYTES
from shared.testing.kit import Client

LONG = "🐈" * 100_000  # 400 KB


class TestPages:
    async def test_end_at_2_mb_and_go_on(self, client: Client) -> None:
        patient = await new_patient(client)
        made = [await new_record(client, patientId=patient["id"], notes=LONG) for _ in range(6)]
        found, url = [], f"/api/records?patientId={patient['id']}"
        while url:
            answer = await client.get(url)
            assert len(answer.content) <= MAX_BYTES
            found += [each["id"] for each in answer.json()]
            url = answer.links.get("next", {}).get("url", "")
        assert sorted(found) == sorted(each["id"] for each in made)

    async def test_of_a_size_that_nothing_fits_hold_one(self, client: Client) -> None:
        for _ in range(2):
            await new_owner(client)
        answer = await client.get("/api/owners?bytes=1")
        assert len(answer.json()) == 1
        assert "bytes=1" in answer.links["next"]["url"]

    async def test_embed_texts_of_300_characters_at_most(self, client: Client) -> None:
        owner = await new_owner(client, notes=LONG, address="가" * 301, phone="1" * 300)
        long = {"breed": "b" * 500, "assignedDoctor": "d" * 500}
        patient = await new_patient(client, ownerId=owner["id"], **long)
        record = await new_record(client, patientId=patient["id"])
        assert record["patient"]["owner"]["notes"] == LONG
        for path in ("/api/records", "/api/patients"):
            listed = (await client.get(path)).json()[0]
            embedded = listed.get("patient", listed)["owner"]
            assert embedded["notes"] == "🐈" * 299 + "…"
            assert embedded["address"] == "가" * 299 + "…"
            assert embedded["phone"] == "1" * 300
        embedded = (await client.get("/api/records")).json()[0]["patient"]
        assert {name: embedded[name] for name in long} == {name: text[:299] + "…" for name, text in long.items()}
        assert (await client.get("/api/patients")).json()[0]["breed"] == "b" * 500

    async def test_of_free_text_are_not_kept(self, client: Client) -> None:
        for number in range(3):
            await client.get(f"/api/records?veterinarian={number}")
        assert not client.app.service.cache.holds(client.clinic_id)
        await client.get("/api/records")
        assert client.app.service.cache.holds(client.clinic_id)

    async def test_refuse_filters_longer_than_what_they_ask_for(self, client: Client) -> None:
        for query in ("veterinarian=" + "x" * 501, "cursor=" + "x" * 201):
            assert (await client.get(f"/api/records?{query}")).status_code == 422
