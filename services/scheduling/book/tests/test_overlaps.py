import asyncio

import asyncpg
import httpx2 as httpx
import pytest

from services.scheduling.tests.examples import Book
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub, database_url


class TestOverlap:
    async def test_of_one_veterinarian_is_refused_with_the_other(self, book: Book) -> None:
        other = await book.made(time="10:00", duration=30)
        refused = await book.post(time="10:29")
        assert refused.status_code == 409
        assert refused.json()["type"] == "urn:vetchart:problem:overlap"
        assert refused.json()["conflict"] == other

    async def test_of_one_patient_is_refused(self, book: Book) -> None:
        other = await book.made(veterinarian="Ann Smith")
        refused = await book.post(patientId=other["patientId"], veterinarian="Bo Chen")
        assert refused.json()["conflict"]["id"] == other["id"]

    async def test_is_not_where_one_ends_as_the_other_begins(self, book: Book) -> None:
        await book.made(time="10:00", duration=30)
        await book.made(time="10:30")
        await book.made(time="09:30")

    async def test_is_seen_over_midnight_and_under_a_whole_day(self, book: Book) -> None:
        await book.made(date="2031-03-04", time="08:00", duration=1440)
        assert (await book.post(date="2031-03-05", time="07:59")).status_code == 409
        await book.made(date="2031-03-05", time="08:00")

    async def test_counts_one_name_in_all_its_spellings(self, book: Book) -> None:
        await book.made(veterinarian="Ann Smith")
        assert (await book.post(veterinarian=" dr. ann  SMITH")).status_code == 409

    async def test_does_not_count_an_empty_veterinarian(self, book: Book) -> None:
        for _ in range(2):
            await book.made(veterinarian="")

    @pytest.mark.parametrize("status", ["cancelled", "no-show"])
    async def test_does_not_count_what_holds_no_time(self, book: Book, status: str) -> None:
        await book.move(await book.made(), status)
        await book.made()
        await book.made(status=status)

    async def test_counts_a_completed_one(self, book: Book) -> None:
        await book.made(status="completed")
        assert (await book.post()).status_code == 409

    async def test_is_refused_to_a_change_too(self, book: Book) -> None:
        other, moved = await book.made(time="10:00"), await book.made(time="11:00")
        refused = await book.put(moved, time="10:15")
        assert refused.json()["conflict"]["id"] == other["id"]
        assert (await book.put(moved, time="11:15", duration=60)).status_code == 200

    async def test_is_refused_to_one_that_is_scheduled_again(self, book: Book) -> None:
        cancelled = await book.made(status="cancelled")
        other = await book.made()
        refused = await book.move(cancelled, "scheduled")
        assert refused.json()["conflict"]["id"] == other["id"]

    async def test_is_not_with_another_clinic(self, book: Book, app: ServiceApp, peers: PeersStub) -> None:
        await book.made()
        clinic = peers.add(ClinicStub())
        async with Client(app, clinic.user()) as other:
            await Book(other, clinic, peers).made()


class TestOverbooking:
    async def test_is_accepted_and_audited(self, book: Book) -> None:
        await book.made()
        second = await book.made(overbook=True)
        assert second["overbooked"]
        assert await book.audited(second) == ["created", "overbooked"]

    async def test_of_free_time_is_none(self, book: Book) -> None:
        made = await book.made(overbook=True)
        assert not made["overbooked"]
        assert await book.audited(made) == ["created"]

    async def test_needs_the_permission(self, book: Book, clinic: ClinicStub) -> None:
        made = await book.made()
        for role, status in (("staff", 403), ("technician", 403), ("veterinarian", 201)):
            async with Client(book.client.app, clinic.user(role)) as client:
                answer = await Book(client, clinic, book.peers).post(overbook=True)
                assert answer.status_code == status, role
        async with Client(book.client.app, clinic.user("staff")) as client:
            staff = Book(client, clinic, book.peers)
            assert (await staff.put(made, time="11:00", overbook=True)).status_code == 403
            assert (await staff.move(made, "completed", overbook=True)).status_code == 403

    async def test_holds_time_like_any_other(self, book: Book) -> None:
        first = await book.made()
        second = await book.made(overbook=True)
        await book.move(first, "cancelled")
        refused = await book.post()
        assert refused.json()["conflict"]["id"] == second["id"]

    async def test_stays_while_its_time_does(self, book: Book) -> None:
        await book.made()
        second = await book.made(overbook=True)
        assert (await book.put(second, notes="Walk-in")).json()["overbooked"]
        assert (await book.move(second, "completed")).json()["overbooked"]
        assert await book.audited(second) == ["created", "overbooked", "updated", "updated"]

    async def test_ends_where_it_moves_to_free_time(self, book: Book) -> None:
        await book.made()
        second = await book.made(overbook=True)
        assert not (await book.put(second, time="15:00")).json()["overbooked"]

    async def test_is_possible_for_one_that_is_scheduled_again(self, book: Book) -> None:
        cancelled = await book.made(status="cancelled")
        await book.made()
        assert (await book.move(cancelled, "scheduled", overbook=True)).json()["overbooked"]


class TestAtOnce:
    async def test_one_of_200_gets_the_slot_and_the_others_are_told_whose_it_is(self, book: Book) -> None:
        patients = [book.patient()["id"] for _ in range(200)]

        async def ask(patient: str) -> httpx.Response:
            while (answer := await book.post(patientId=patient)).status_code == 503:
                pass  # for the load
            return answer

        answers = await asyncio.gather(*(ask(each) for each in patients))
        won = [answer.json() for answer in answers if answer.status_code == 201]
        lost = [answer for answer in answers if answer.status_code == 409]
        assert (len(won), len(lost)) == (1, 199)
        assert {answer.json()["conflict"]["id"] for answer in lost} == {won[0]["id"]}

    async def test_one_of_many_moves_gets_the_slot(self, book: Book) -> None:
        made = [await book.made(time=f"{hour:02}:00") for hour in range(8, 18)]
        answers = await asyncio.gather(*(book.put(each, time="20:00") for each in made))
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9

    async def test_crossing_patients_and_veterinarians_never_fail(self, book: Book) -> None:
        patients = [book.patient()["id"] for _ in range(4)]
        pairs = [(p, v) for p in patients for v in ("Ann", "Bo", "Cy", "Di")] * 3
        answers = await asyncio.gather(*(book.post(patientId=p, veterinarian=v) for p, v in pairs))
        assert {answer.status_code for answer in answers} == {201, 409}
        assert 1 <= sum(answer.status_code == 201 for answer in answers) <= 4


COPY = """
    INSERT INTO scheduling.appointments (clinic_id, id, patient_id, date, time, duration, starts_at, ends_at, reason,
        notes, veterinarian, veterinarian_key, status, overbooked)
    SELECT clinic_id, gen_random_uuid(), {patient}, date, time, duration, starts_at, ends_at, reason,
        notes, veterinarian, {veterinarian}, status, overbooked
    FROM scheduling.appointments WHERE id = $1"""


class TestBackstop:
    async def test_is_the_databases_own(self, book: Book) -> None:
        """Also for one who writes past the service."""
        made = await book.made()
        connection = await asyncpg.connect(database_url("vetchart_ops"))
        same_veterinarian = COPY.format(patient="gen_random_uuid()", veterinarian="veterinarian_key")
        same_patient = COPY.format(patient="patient_id", veterinarian="'name:other'")
        try:
            for statement in (same_veterinarian, same_patient):
                with pytest.raises(asyncpg.ExclusionViolationError):
                    await connection.execute(statement, made["id"])
        finally:
            await connection.close()
        assert await book.ids() == [made["id"]]
