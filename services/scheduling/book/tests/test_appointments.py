import pytest

from services.scheduling.events import from_patients
from services.scheduling.tests.examples import AT, LATER, Book
from shared.values.ids import new_id


class TestCreate:
    async def test_answers_the_appointment_with_patient_and_owner_at_once(self, book: Book) -> None:
        patient = book.patient(name="Luna")
        answer = await book.post(patientId=patient["id"], reason="Cough", veterinarian="Ann Smith")
        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert answer.headers["ETag"].startswith('"1-')
        assert (made["date"], made["time"], made["duration"], made["status"]) == (LATER, "10:00", 30, "scheduled")
        assert (made["veterinarian"], made["veterinarianId"], made["overbooked"]) == ("Ann Smith", None, False)
        assert made["patient"]["name"] == "Luna"
        assert made["patient"]["age"] >= 5
        assert made["patient"]["owner"]["lastName"] == "Lee"
        assert "overbook" not in made

    async def test_never_answers_null_where_the_page_would_go_blank(self, book: Book) -> None:
        made = await book.made(veterinarian="")
        assert [made[name] for name in ("reason", "notes", "veterinarian", "status")] == ["", "", "", "scheduled"]

    async def test_takes_back_its_own_answer(self, book: Book) -> None:
        first = await book.made()
        answer = await book.client.post("/api/appointments", json={**first, "time": "12:00"})
        assert answer.status_code == 201, answer.text
        assert answer.json()["id"] != first["id"]

    async def test_takes_a_status(self, book: Book) -> None:
        assert (await book.made(status="completed"))["status"] == "completed"

    async def test_takes_a_visit_entered_late(self, book: Book) -> None:
        assert (await book.made(date="2020-01-02"))["date"] == "2020-01-02"

    async def test_takes_blanks_for_what_may_be_left_out(self, book: Book) -> None:
        made = await book.made(duration="", status="", notes="", reason="")
        assert (made["duration"], made["status"]) == (30, "scheduled")

    async def test_refuses_an_unknown_patient(self, book: Book) -> None:
        answer = await book.post(patientId=str(new_id()))
        assert answer.status_code == 422
        assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [("patientId", "unknown")]

    async def test_lists_every_fault_with_its_path(self, book: Book) -> None:
        wrong = {"date": "tomorrow", "time": "25:00", "duration": 0, "status": "late", "room": 1, "patientId": "x"}
        answer = await book.client.post("/api/appointments", json=wrong)
        assert answer.status_code == 422
        assert {each["path"] for each in answer.json()["errors"]} == set(wrong)

    async def test_refuses_times_that_are_none(self, book: Book) -> None:
        for time in ("9:00", "09:00:00", "09:60", "24:00", "09:00\n", "٠٩:٠٠", ""):
            assert (await book.post(time=time)).status_code == 422, time

    async def test_refuses_days_and_durations_beyond_the_calendar(self, book: Book) -> None:
        for fields in ({"date": "0001-01-01"}, {"date": "9999-12-31"}, {"duration": 1441}, {"duration": 10**30}):
            assert (await book.post(**fields)).status_code == 422, fields

    async def test_twice_with_one_key_is_one_appointment(self, book: Book) -> None:
        body = {"patientId": book.patient()["id"], "date": LATER, "time": "10:00", "veterinarian": "Ann Smith"}
        headers = {"Idempotency-Key": "k"}
        answers = [await book.client.post("/api/appointments", json=body, headers=headers) for _ in range(3)]
        assert len({answer.text for answer in answers}) == 1
        assert len(await book.ids()) == 1


class TestUpdate:
    async def test_keeps_what_it_does_not_name(self, book: Book) -> None:
        made = await book.made(reason="Cough", notes="Quiet room")
        changed = (await book.put(made, notes="Loud room")).json()
        assert (changed["reason"], changed["notes"], changed["version"]) == ("Cough", "Loud room", 2)

    async def test_changes_nothing_when_the_whole_answer_comes_back(self, book: Book) -> None:
        made = await book.made(reason="Cough", notes="Quiet room")
        back = (await book.put(made, **made)).json()
        changing = {"version", "updatedAt"}
        assert {k: v for k, v in back.items() if k not in changing} == {k: made[k] for k in made if k not in changing}

    async def test_erases_what_is_null(self, book: Book) -> None:
        made = await book.made(reason="Cough", duration=60)
        changed = (await book.put(made, reason=None, duration=None)).json()
        assert (changed["reason"], changed["duration"]) == ("", 30)

    async def test_moves_it_to_another_patient(self, book: Book) -> None:
        made, other = await book.made(), book.patient(name="Luna")
        changed = (await book.put(made, patientId=other["id"])).json()
        assert (changed["patientId"], changed["patient"]["name"]) == (other["id"], "Luna")

    async def test_of_a_stale_version_is_412_with_the_current_one(self, book: Book) -> None:
        made = await book.made()
        url, old = f"/api/appointments/{made['id']}", (await book.put(made, notes="1")).headers["ETag"]
        await book.put(made, notes="2")
        stale = await book.client.put(url, json={"notes": "3"}, headers={"If-Match": old})
        assert stale.status_code == 412
        assert stale.json()["current"]["notes"] == "2"
        assert (await book.client.delete(url, headers={"If-Match": old})).status_code == 412
        status = await book.client.patch(f"{url}/status", json={"status": "completed"}, headers={"If-Match": old})
        assert status.status_code == 412


class TestArchive:
    async def test_is_gone_from_lists_and_still_answers_by_id(self, book: Book) -> None:
        made = await book.made()
        assert (await book.delete(made)).json() == {"message": "Appointment archived."}
        assert await book.ids() == []
        assert await book.ids("?archived=true") == [made["id"]]
        assert (await book.get(made))["archivedAt"]

    async def test_frees_the_time(self, book: Book) -> None:
        await book.delete(await book.made())
        await book.made()

    async def test_is_undone_by_a_restore(self, book: Book) -> None:
        made = await book.made()
        await book.delete(made)
        restored = (await book.restore(made)).json()
        assert restored["archivedAt"] is None
        assert restored["patient"]["owner"]["lastName"] == "Lee"
        assert await book.ids() == [made["id"]]

    async def test_is_not_undone_where_the_time_is_taken(self, book: Book) -> None:
        made = await book.made()
        await book.delete(made)
        other = await book.made()
        refused = await book.restore(made)
        assert refused.status_code == 409
        assert refused.json()["conflict"]["id"] == other["id"]

    @pytest.mark.parametrize("status", ["scheduled", "cancelled"])
    @pytest.mark.parametrize("date", ["2031-03-04", "2020-03-04"])
    async def test_is_not_undone_for_an_archived_patient(self, book: Book, status: str, date: str) -> None:
        patient = book.patient()
        made = await book.made(patientId=patient["id"], status=status, date=date)
        await book.delete(made)
        await book.happens(from_patients, book.event("patient", patient | {"archivedAt": AT}))
        refused = await book.restore(made)
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:vetchart:problem:archived")

    async def test_is_undone_for_a_cancelled_one_whatever_stands_there(self, book: Book) -> None:
        made = await book.made(status="cancelled")
        await book.delete(made)
        await book.made()
        assert (await book.restore(made)).status_code == 200


class TestList:
    async def test_is_latest_date_and_time_first_page_by_page(self, book: Book) -> None:
        for date, time in (("2031-01-02", "10:00"), ("2031-01-01", "12:00"), ("2031-01-02", "09:00")):
            await book.made(date=date, time=time)
        first = await book.client.get("/api/appointments?limit=2")
        second = await book.client.get(first.links["next"]["url"])
        times = [(each["date"], each["time"]) for each in first.json() + second.json()]
        assert times == [("2031-01-02", "10:00"), ("2031-01-02", "09:00"), ("2031-01-01", "12:00")]
        assert "next" not in second.links

    async def test_filters(self, book: Book) -> None:
        a, b = await book.made(time="09:00"), await book.made(time="11:00", veterinarian="Bo", status="no-show")
        for query, expected in (
            (f"?patientId={a['patientId']}", a),
            (f"?ownerId={b['patient']['ownerId']}", b),
            ("?veterinarian=Bo", b),
            ("?status=no-show", b),
            ("?status=scheduled", a),
            (f"?status=no-show&ownerId={b['patient']['ownerId']}&from={LATER}&to={LATER}", b),
        ):
            assert await book.ids(query) == [expected["id"]], query

    async def test_from_and_to_are_days_of_the_clinic(self, book: Book) -> None:
        times = (("2031-05-01", "00:00"), ("2031-05-01", "23:59"), ("2031-05-02", "00:30"))
        first, last, next_day = [await book.made(date=date, time=time) for date, time in times]
        assert await book.ids("?from=2031-05-01&to=2031-05-01") == [last["id"], first["id"]]
        assert await book.ids("?from=2031-05-02") == [next_day["id"]]
        assert await book.ids("?to=2031-04-30") == []
        assert len(await book.ids("?from=1900-01-01&to=2199-12-31")) == 3

    async def test_refuses_filters_that_are_none(self, book: Book) -> None:
        for query in ("?from=today", "?status=late", "?ownerId=1", "?limit=0", "?limit=501", "?cursor=x"):
            assert (await book.client.get(f"/api/appointments{query}")).status_code == 422, query

    async def test_unchanged_is_304(self, book: Book) -> None:
        await book.made()
        first = await book.client.get("/api/appointments")
        headers = {"If-None-Match": first.headers["ETag"]}
        assert (await book.client.get("/api/appointments", headers=headers)).status_code == 304
