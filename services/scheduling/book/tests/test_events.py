import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.scheduling.events import from_auth, from_patients
from services.scheduling.tests.examples import AT, LATER, Book, Json, patient_document
from shared.testing.kit import Client, ClinicStub, service_token
from shared.values.ids import new_id


def user_document(first: str, last: str) -> Json:
    return {"id": str(new_id()), "firstName": first, "lastName": last, "roles": ["veterinarian"]}


def yesterday(clinic: ClinicStub) -> str:
    return (clinic.today() - timedelta(days=1)).isoformat()


class TestPatientGone:
    @pytest.mark.parametrize("how", [{"archivedAt": AT}, {"deceasedAt": "2026-01-02"}])
    async def test_cancels_its_future_appointments_once(self, book: Book, how: dict[str, Any]) -> None:
        patient = book.patient()
        made = await book.made(patientId=patient["id"])
        event = book.event("patient", patient | how)
        for _ in range(3):
            await book.happens(from_patients, event)
        now = await book.get(made)
        assert (now["status"], now["version"]) == ("cancelled", 2)
        assert await book.audited(made) == ["created", "cancelled"]

    async def test_is_done_by_the_system(self, book: Book) -> None:
        patient = book.patient()
        made = await book.made(patientId=patient["id"])
        await book.happens(from_patients, book.event("patient", patient | {"archivedAt": AT}))
        newest, *_ = (await book.client.get(f"/api/audit?subject={made['id']}")).json()
        assert (newest["action"], newest["actor"]) == ("appointment.cancelled", None)

    async def test_leaves_the_past_the_others_and_what_is_over(self, book: Book, clinic: ClinicStub) -> None:
        patient = book.patient()
        kept = [
            await book.made(patientId=patient["id"], date=yesterday(clinic)),
            await book.made(patientId=patient["id"], status="completed"),
            await book.made(time="12:00"),
        ]
        await book.happens(from_patients, book.event("patient", patient | {"archivedAt": AT}))
        assert [(await book.get(each))["version"] for each in kept] == [1, 1, 1]

    async def test_leaves_those_of_one_that_only_changed(self, book: Book) -> None:
        patient = book.patient()
        made = await book.made(patientId=patient["id"])
        await book.happens(from_patients, book.event("patient", patient | {"name": "Max", "status": "inactive"}))
        now = await book.get(made)
        assert (now["status"], now["version"], now["patient"]["name"]) == ("scheduled", 1, "Max")

    async def test_refuses_new_ones_but_for_a_visit_entered_late(self, book: Book, clinic: ClinicStub) -> None:
        patient = book.patient(deceasedAt="2026-01-02")
        refused = await book.post(patientId=patient["id"])
        assert [(e["path"], e["code"]) for e in refused.json()["errors"]] == [("patientId", "deceased")]
        late = await book.made(patientId=patient["id"], date=yesterday(clinic))
        assert (await book.put(late, date=LATER)).status_code == 422

    async def test_leaves_none_behind_that_is_booked_at_the_same_moment(self, book: Book) -> None:
        patient = book.patient()
        await book.made(patientId=patient["id"], time="07:00")
        event = book.event("patient", patient | {"archivedAt": AT})
        bookings = [book.post(patientId=patient["id"], time=f"{hour:02}:00") for hour in range(8, 24)]
        answers, _ = await asyncio.gather(asyncio.gather(*bookings), book.happens(from_patients, event))
        assert {answer.status_code for answer in answers} <= {201, 422}
        assert await book.ids("?status=scheduled") == []


class TestPatientMoved:
    async def test_shows_the_new_owner_and_filters_by_it(self, book: Book) -> None:
        patient, other = book.patient(), book.patient()
        made = await book.made(patientId=patient["id"])
        owner = book.peers.objects[(str(book.clinic.id), "owner", other["ownerId"])][1] | {"lastName": "New"}
        await book.happens(from_patients, book.event("owner", owner))
        await book.happens(from_patients, book.event("patient", patient | {"ownerId": owner["id"]}))
        assert (await book.get(made))["patient"]["owner"]["lastName"] == "New"
        assert await book.ids(f"?ownerId={owner['id']}") == [made["id"]]
        assert await book.ids(f"?ownerId={patient['ownerId']}") == []


class TestUserComes:
    async def test_a_name_that_matches_is_theirs_at_once(self, book: Book) -> None:
        user = user_document("Ann", "Smith")
        await book.happens(from_auth, book.event("user", user))
        made = await book.made(veterinarian="Dr. Ann Smith")
        assert (made["veterinarian"], made["veterinarianId"]) == ("Dr. Ann Smith", user["id"])
        assert (await book.post(veterinarian="smith ann")).status_code == 409

    async def test_future_appointments_become_theirs(self, book: Book, clinic: ClinicStub) -> None:
        future, past = await book.made(), await book.made(date=yesterday(clinic))
        other = await book.made(veterinarian="Bo Chen")
        user = user_document("Ann", "Smith")
        await book.happens(from_auth, book.event("user", user))
        found = [(await book.get(each))["veterinarianId"] for each in (future, past, other)]
        assert found == [user["id"], None, None]
        assert not (await book.get(future))["overbooked"]

    async def test_two_of_theirs_that_overlap_stay_as_overbooked(self, book: Book) -> None:
        first = await book.made(veterinarian="Ann Smith")
        second = await book.made(veterinarian="Smith Ann", time="10:15")
        await book.happens(from_auth, book.event("user", user_document("Ann", "Smith")))
        now = [await book.get(each) for each in (first, second)]
        assert now[0]["veterinarianId"] == now[1]["veterinarianId"]
        assert [each["overbooked"] for each in now] == [False, True]
        assert "overbooked" in await book.audited(second)

    async def test_a_renamed_one_keeps_their_appointments(self, book: Book) -> None:
        user = user_document("Ann", "Smith")
        await book.happens(from_auth, book.event("user", user))
        made = await book.made()
        await book.happens(from_auth, book.event("user", user | {"lastName": "Jones"}, revision=3))
        assert (await book.put(made, notes="x")).json()["veterinarianId"] == user["id"]


class TestFeed:
    async def test_tells_of_each_change_with_the_plain_appointment(self, book: Book) -> None:
        made = await book.made()
        async with Client(book.client.app, None) as peer:
            peer.headers["Authorization"] = f"Bearer {service_token()}"
            found = await peer.get(f"/internal/appointment/{made['id']}?clinic={book.clinic.id}")
            assert found.json()["document"] == {name: made[name] for name in made if name != "patient"}
            elsewhere = await peer.get(f"/internal/appointment/{made['id']}?clinic={new_id()}")
            assert elsewhere.status_code == 404

    async def test_survives_events_of_kinds_that_it_does_not_keep(self, book: Book) -> None:
        document = patient_document(book.patient())
        await book.happens(from_patients, book.event("record", document))
        await book.happens(from_auth, book.event("clinic", book.clinic.document()))
