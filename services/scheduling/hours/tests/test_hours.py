import asyncio
from datetime import date, timedelta
from typing import Any

import httpx2 as httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from services.scheduling.hours.rules import DAY, WEEK, closed_at, minutes
from services.scheduling.hours.schemas import ClosedDay, HoursIn, Opening
from services.scheduling.tests.examples import Book
from shared.testing.kit import Client, ClinicStub, PeersStub
from shared.wire.shapes import decode

TUESDAY = date(2031, 3, 4)
MORNING, AFTERNOON = {"opens": "09:00", "closes": "12:30"}, {"opens": "13:30", "closes": "18:00"}
WEEKDAYS: dict[str, Any] = {day: [MORNING, AFTERNOON] for day in WEEK[:5]}
HOLIDAY = {"date": TUESDAY.isoformat(), "reason": "Staff outing"}


async def put(book: Book, body: Any, **headers: str) -> httpx.Response:
    return await book.client.put("/api/hours", json=body, headers=headers)


async def paths(book: Book, body: Any) -> set[str]:
    answer = await put(book, body)
    assert answer.status_code == 422, answer.text
    return {fault["path"] for fault in answer.json()["errors"]}


@pytest.fixture
async def office(book: Book) -> Book:
    """The book of a clinic that is open on weekdays, but for lunch."""
    answer = await put(book, WEEKDAYS)
    assert answer.status_code == 200, answer.text
    return book


class TestHours:
    async def test_are_none_until_an_admin_sets_them(self, book: Book) -> None:
        answer = await book.client.get("/api/hours")
        assert answer.json() == {**{day: [] for day in WEEK}, "closedDays": [], "version": 0}
        set_ = await put(book, WEEKDAYS, **{"If-Match": answer.headers["ETag"]})
        assert set_.json() == {**answer.json(), **WEEKDAYS, "version": 1}
        assert (await book.client.get("/api/hours")).json() == set_.json()

    async def test_keep_what_a_change_does_not_name(self, office: Book) -> None:
        changed = (await put(office, {"friday": [], "closedDays": [HOLIDAY]})).json()
        assert changed["monday"] == [MORNING, AFTERNOON]
        assert (changed["friday"], changed["closedDays"], changed["version"]) == ([], [HOLIDAY], 2)

    @pytest.mark.parametrize("week", [{}, {day: [] for day in WEEK}, {"sunday": []}])
    async def test_of_closed_days_alone_close_no_other_day(self, book: Book, week: dict[str, Any]) -> None:
        await put(book, {**week, "closedDays": [HOLIDAY]})
        assert (await book.post(date="2031-03-05", time="03:00")).status_code == 201
        assert (await book.post(date=HOLIDAY["date"])).json()["closed"]["reason"] == HOLIDAY["reason"]
        await put(book, {"closedDays": []})
        assert (await book.post(time="04:00")).status_code == 201

    async def test_of_another_version_are_412_with_the_current_ones(self, office: Book) -> None:
        await put(office, {"friday": []})
        answer = await put(office, {"monday": []}, **{"If-Match": '"1-0"'})
        assert (answer.status_code, answer.json()["current"]["version"]) == (412, 2)

    async def test_set_for_the_first_time_by_two_at_once_are_set_once(self, book: Book) -> None:
        answers = await asyncio.gather(*(put(book, WEEKDAYS, **{"If-Match": '"0-0"'}) for _ in range(4)))
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses[0] == 200
        assert set(statuses[1:]) <= {409, 412}

    async def test_list_every_fault_with_its_path(self, book: Book) -> None:
        backwards = [{"opens": "12:00", "closes": "09:00"}]
        overlapping = [MORNING, {"opens": "12:00", "closes": "14:00"}]
        twice = [HOLIDAY, HOLIDAY]
        found = await paths(book, {"monday": backwards, "tuesday": overlapping, "closedDays": twice})
        assert found == {"monday[0].closes", "tuesday[1].opens", "closedDays[1].date"}
        wrong = {"monday": [{"opens": "24:00", "closes": "25:00"}], "closedDays": [{"date": "x", "reason": ""}]}
        assert await paths(book, wrong) == {
            "monday[0].opens",
            "monday[0].closes",
            "closedDays[0].date",
            "closedDays[0].reason",
        }

    async def test_are_audited(self, office: Book) -> None:
        entries = (await office.client.get(f"/api/audit?subject={office.clinic.id}")).json()
        assert [(each["action"], each["document"]["monday"]) for each in entries] == [
            ("hours.changed", [MORNING, AFTERNOON])
        ]

    async def test_are_the_clinics_own(self, office: Book, peers: PeersStub) -> None:
        clinic = peers.add(ClinicStub())
        async with Client(office.client.app, clinic.user()) as stranger:
            assert (await stranger.get("/api/hours")).json()["version"] == 0


class TestBookingOutsideHours:
    @pytest.mark.parametrize("time", ["08:30", "12:15", "13:00", "17:45", "23:50"])
    async def test_is_refused_with_the_day(self, office: Book, time: str) -> None:
        answer = await office.post(time=time)
        assert answer.status_code == 409, answer.text
        assert answer.json()["type"].endswith("closed")
        assert answer.json()["closed"] == {"date": TUESDAY.isoformat(), "reason": None}

    @pytest.mark.parametrize("time", ["09:00", "12:00", "13:30", "17:30"])
    async def test_is_not_what_ends_within_them(self, office: Book, time: str) -> None:
        assert (await office.post(time=time)).status_code == 201

    async def test_on_a_closed_day_says_why(self, office: Book) -> None:
        await put(office, {"closedDays": [HOLIDAY]})
        assert (await office.post()).json()["closed"]["reason"] == "Staff outing"

    async def test_goes_with_overbook_and_a_reason_and_is_audited(self, office: Book) -> None:
        assert (await office.post(time="20:00", overbook=True)).status_code == 409
        made = await office.made(time="20:00", overbook=True, reason="Bloat")
        assert await office.audited(made) == ["created", "out-of-hours"]

    async def test_needs_the_permission_to_overbook(self, office: Book, clinic: ClinicStub, peers: PeersStub) -> None:
        async with Client(office.client.app, clinic.user("staff")) as desk:
            theirs = Book(desk, clinic, peers)
            assert (await theirs.post(time="20:00", overbook=True, reason="Bloat")).status_code == 403

    async def test_by_moving_is_refused_and_other_changes_are_not(self, office: Book) -> None:
        made = await office.made(time="20:00", overbook=True, reason="Bloat")
        assert (await office.put(made, notes="Call first", veterinarian="Bob")).status_code == 200
        assert (await office.put(made, time="20:30")).status_code == 409
        assert (await office.put(made, time="10:00")).status_code == 200

    async def test_is_possible_for_a_visit_entered_late(self, office: Book, clinic: ClinicStub) -> None:
        yesterday = (clinic.today() - timedelta(days=1)).isoformat()
        assert (await office.post(date=yesterday, time="03:00")).status_code == 201
        assert (await office.post(time="03:00", status="cancelled")).status_code == 201

    async def test_is_no_matter_where_the_clinic_has_set_none(self, book: Book) -> None:
        assert (await book.post(time="03:00")).status_code == 201


class TestClosedAt:
    @given(
        st.lists(st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)), max_size=3),
        st.integers(0, DAY - 1),
        st.integers(1, DAY),
    )
    def test_agrees_with_a_look_at_each_minute(self, spans: list[tuple[int, int]], start: int, length: int) -> None:
        """The same openings each day."""
        clocks = [(f"{a // 60:02}:{a % 60:02}", f"{b // 60:02}:{b % 60:02}") for a, b in spans if a < b]
        openings = [Opening(opens=opens, closes=closes) for opens, closes in clocks]
        hours = decode({day: [asdict(each) for each in openings] for day in WEEK}, HoursIn)
        parts = [range(start, min(start + length, DAY)), range(start + length - DAY)]
        open_ = all(
            any(set(part) <= set(range(minutes(each.opens), minutes(each.closes))) for each in openings)
            for part in parts
            if part
        )
        assert (closed_at(hours, TUESDAY, start, length) is None) == open_

    def test_past_midnight_needs_the_next_days_hours(self) -> None:
        night = [Opening(opens="20:00", closes="24:00")]
        early = [Opening(opens="00:00", closes="06:00")]
        assert closed_at(HoursIn(tuesday=night, wednesday=early), TUESDAY, 23 * 60, 120) is None
        holiday = ClosedDay(date=TUESDAY + timedelta(days=1), reason="New year")
        found = closed_at(HoursIn(tuesday=night, wednesday=early, closed_days=[holiday]), TUESDAY, 23 * 60, 120)
        assert found
        assert (found.date, found.reason) == (holiday.date, "New year")
