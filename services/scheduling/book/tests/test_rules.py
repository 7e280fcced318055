from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from services.scheduling.book.appointments.rules import MOVES, check_move, day_end, day_start, instant, veterinarian_key
from services.scheduling.tests.examples import Book
from shared.testing.kit import Client, ClinicStub
from shared.values.ids import new_id
from shared.wire.errors import Conflict, Invalid

NEW_YORK, SEOUL = ZoneInfo("America/New_York"), ZoneInfo("Asia/Seoul")
STATUSES = ("scheduled", "completed", "cancelled", "no-show")
POSSIBLE = {
    ("scheduled", "completed"),
    ("scheduled", "cancelled"),
    ("scheduled", "no-show"),
    ("cancelled", "scheduled"),
    ("no-show", "scheduled"),
}


class TestMoves:
    @pytest.mark.parametrize("before", STATUSES)
    @pytest.mark.parametrize("after", STATUSES)
    def test_are_the_tables(self, before: str, after: str) -> None:
        assert set(MOVES) == set(STATUSES)
        if before == after or (before, after) in POSSIBLE:
            assert check_move(before, after, may_correct=False) is False
        else:
            with pytest.raises(Conflict):
                check_move(before, after, may_correct=False)

    @pytest.mark.parametrize("after", ["scheduled", "cancelled", "no-show"])
    def test_of_a_completed_one_are_an_admins_correction(self, after: str) -> None:
        assert check_move("completed", after, may_correct=True)

    def test_that_are_none_stay_so_for_an_admin(self) -> None:
        with pytest.raises(Conflict):
            check_move("cancelled", "no-show", may_correct=True)


class TestStatus:
    async def test_by_patch_answers_the_appointment(self, book: Book) -> None:
        answer = await book.move(await book.made(), "completed")
        assert answer.status_code == 200, answer.text
        assert (answer.json()["status"], answer.json()["version"]) == ("completed", 2)
        assert answer.json()["patient"]["owner"]["lastName"] == "Lee"

    async def test_must_be_one(self, book: Book) -> None:
        made = await book.made()
        for body in ({}, {"status": "late"}, {"status": None}, {"status": "completed", "room": 1}):
            answer = await book.client.patch(f"/api/appointments/{made['id']}/status", json=body)
            assert answer.status_code == 422, body

    async def test_by_put_keeps_to_the_same_moves(self, book: Book, clinic: ClinicStub) -> None:
        cancelled = await book.made(status="cancelled")
        answer = await book.put(cancelled, status="completed")
        assert answer.status_code == 409
        assert answer.json()["type"] == "urn:vetchart:problem:status"
        assert (await book.get(cancelled))["status"] == "cancelled"

    async def test_completed_stays_but_for_an_admins_audited_correction(self, book: Book, clinic: ClinicStub) -> None:
        made = await book.made(status="completed")
        async with Client(book.client.app, clinic.user("veterinarian")) as client:
            assert (await Book(client, clinic, book.peers).move(made, "scheduled")).status_code == 409
        assert (await book.move(made, "scheduled")).json()["status"] == "scheduled"
        assert await book.audited(made) == ["created", "updated", "corrected"]

    async def test_may_be_completed_before_its_day(self, book: Book) -> None:
        assert (await book.move(await book.made(), "completed")).status_code == 200


class TestWallClock:
    def test_skipped_by_daylight_saving_is_refused(self) -> None:
        with pytest.raises(Invalid) as caught:
            instant(date(2027, 3, 14), "02:30", NEW_YORK)
        assert [(f.path, f.code) for f in caught.value.faults] == [("time", "skipped")]

    def test_that_comes_twice_is_the_first(self) -> None:
        assert instant(date(2026, 11, 1), "01:30", NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)

    def test_is_the_clinics(self) -> None:
        assert instant(date(2026, 7, 1), "09:00", SEOUL) == datetime(2026, 7, 1, 0, 0, tzinfo=UTC)

    def test_of_a_day_on_which_clocks_change_has_23_or_25_hours(self) -> None:
        for day, hours in ((date(2027, 3, 14), 23), (date(2026, 11, 1), 25), (date(2026, 7, 1), 24)):
            assert (day_end(day, NEW_YORK) - day_start(day, NEW_YORK)).total_seconds() == hours * 3600

    def test_of_a_day_whose_midnight_is_skipped_begins_where_the_clocks_go_on(self) -> None:
        start = day_start(date(2026, 9, 6), ZoneInfo("America/Santiago"))
        assert start == datetime(2026, 9, 6, 4, 0, tzinfo=UTC)

    async def test_reaches_the_api_as_typed(self, book: Book) -> None:
        assert (await book.post(date="2027-03-14", time="02:30")).status_code == 422
        twice = await book.made(date="2026-11-01", time="01:30", duration=60)
        assert (twice["date"], twice["time"]) == ("2026-11-01", "01:30")
        # An hour after the first 01:30 it is 01:30 again: 02:00 is free.
        await book.made(date="2026-11-01", time="02:00")


class TestVeterinarian:
    def test_is_one_resource_by_user_or_by_name_and_none_when_empty(self) -> None:
        user = new_id()
        assert veterinarian_key("Ann Smith", user) == str(user)
        assert veterinarian_key("Dr. Ann  Smith ", None) == veterinarian_key("ann smith", None)
        assert veterinarian_key("  ", None) is None
