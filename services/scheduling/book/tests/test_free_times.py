"""Whoever is refused a time is offered the next ones, each of which can be booked."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from services.scheduling.book.placing.rules import Place
from services.scheduling.book.times.rules import DAYS, USUAL, next_free
from services.scheduling.hours.rules import WEEK, closed_at, minutes
from services.scheduling.hours.schemas import HoursIn
from services.scheduling.tests.examples import LATER, Book, Json

NEW_YORK = ZoneInfo("America/New_York")
LONG_DAYS = convert({day: [{"opens": "00:00", "closes": "24:00"}] for day in WEEK}, HoursIn)
OFFICE = {day: [{"opens": "09:00", "closes": "12:30"}, {"opens": "13:30", "closes": "18:00"}] for day in WEEK[:5]}


async def offered(book: Book, **fields: object) -> list[str]:
    return times(await refusal(book, **fields))


async def refusal(book: Book, **fields: object) -> Json:
    answer = await book.post(**fields)
    assert answer.status_code == 409, answer.text
    found: Json = answer.json()
    return found


def times(problem: Json) -> list[str]:
    return [f"{each['date']} {each['time']}".removeprefix(f"{LATER} ") for each in problem["free"]]


class TestTakenTime:
    async def test_is_refused_with_the_next_three_that_are_free(self, book: Book) -> None:
        await book.made(time="10:00", duration=30)
        await book.made(time="10:30", duration=20)
        assert await offered(book, time="10:00") == ["11:00", "11:15", "11:30"]

    async def test_is_offered_for_as_long(self, book: Book) -> None:
        await book.made(time="10:00", duration=30)
        await book.made(time="11:15", duration=30)
        assert await offered(book, time="10:15", duration=60) == ["11:45", "12:00", "12:15"]

    async def test_is_free_for_the_patient_too(self, book: Book) -> None:
        other = await book.made(time="10:30", veterinarian="Bo Chen")
        await book.made(time="10:00")
        assert await offered(book, patientId=other["patientId"]) == ["11:00", "11:15", "11:30"]

    async def test_may_lie_over_the_place_that_is_left(self, book: Book) -> None:
        await book.made(time="10:00")
        moved = await book.made(time="10:30", duration=60)
        assert times((await book.put(moved, time="10:15")).json()) == ["10:30", "10:45", "11:00"]

    async def test_is_offered_in_the_next_days_opening_hours(self, book: Book) -> None:
        holiday = {"date": "2031-03-05", "reason": "Staff outing"}
        await book.client.put("/api/hours", json={**OFFICE, "closedDays": [holiday]})
        for time in ("12:00", "17:00", "17:30"):
            await book.made(time=time)
        assert await offered(book, time="12:00") == ["13:30", "13:45", "14:00"]
        assert await offered(book, time="17:15") == [f"2031-03-06 09:{minute}" for minute in ("00", "15", "30")]

    async def test_outside_the_opening_hours_is_refused_with_free_ones_too(self, book: Book) -> None:
        await book.client.put("/api/hours", json=OFFICE)
        await book.made(time="13:30")
        assert await offered(book, time="12:15") == ["14:00", "14:15", "14:30"]

    async def test_that_was_offers_what_is_still_to_come(self, book: Book) -> None:
        past = {"date": (book.clinic.today() - timedelta(days=1)).isoformat(), "time": "10:00"}
        await book.made(**past)
        found = [datetime.fromisoformat(time) for time in await offered(book, **past)]
        assert len(found) == 3
        assert min(found).replace(tzinfo=NEW_YORK) >= datetime.now(NEW_YORK) - timedelta(minutes=1)

    async def test_of_a_visit_that_was_made_offers_none(self, book: Book) -> None:
        await book.made()
        assert (await refusal(book, status="completed"))["free"] is None

    async def test_of_a_patient_that_died_offers_none(self, book: Book) -> None:
        past = {"date": (book.clinic.today() - timedelta(days=1)).isoformat(), "time": "10:00"}
        await book.made(**past)
        dead = book.patient(deceasedAt=past["date"], status="inactive")
        assert (await refusal(book, patientId=dead["id"], **past))["free"] is None

    async def test_on_the_last_day_of_all_offers_none_beyond_it(self, book: Book) -> None:
        await book.made(date="2199-12-31", time="18:30")
        assert await offered(book, date="2199-12-31", time="18:30") == []

    async def test_that_is_offered_can_be_booked(self, book: Book) -> None:
        """Also where the clocks go forward, over midnight, before a closed day and for one who has little time left."""
        dice = random.Random(44)
        early, late = {"opens": "00:00", "closes": "05:00"}, {"opens": "22:00", "closes": "24:00"}
        week = {day: [early, late] for day in WEEK}
        await book.client.put("/api/hours", json={**week, "closedDays": [{"date": "2031-03-10", "reason": "Rest"}]})
        patients = [book.patient()["id"] for _ in range(3)]
        refused = 0
        for _ in range(60):
            visit: Json = {"patientId": dice.choice(patients), "duration": dice.choice([10, 30, 45, 100])}
            wanted = {"date": f"2031-03-0{dice.choice([8, 9])}", "time": f"{dice.choice([0, 1, 3, 22, 23]):02}:00"}
            answer = await book.post(**visit, **wanted)
            if answer.status_code == 409:
                refused += 1
                answer = await book.post(**visit, **dice.choice(answer.json()["free"]))
            assert answer.status_code == 201, answer.text
        assert refused > 20


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def clocks(hours: HoursIn, taken: list[Place], since: datetime, duration: int = 30) -> list[str]:
    return [each.time for each in next_free(hours, taken, since, duration, NEW_YORK)]


class TestNextFree:
    def test_is_none_of_an_hour_that_the_clocks_skip(self) -> None:
        assert clocks(LONG_DAYS, [], at("2027-03-14T06:45")) == ["01:45", "03:00", "03:15"]

    def test_is_none_of_an_hour_that_is_past_for_the_first_time(self) -> None:
        """01:30 comes twice, and is booked as the first."""
        assert clocks(LONG_DAYS, [], at("2026-11-01T06:10")) == ["02:00", "02:15", "02:30"]

    def test_is_of_a_usual_day_where_the_clinic_has_not_said_when_it_is_open(self) -> None:
        assert clocks(USUAL, [], at("2031-03-04T23:40")) == ["08:00", "08:15", "08:30"]  # 18:40 there

    def test_is_looked_for_two_weeks_long(self) -> None:
        since = at("2031-03-04T15:00")
        assert clocks(LONG_DAYS, [(since, since + timedelta(days=DAYS + 1))], since) == []
        assert clocks(HoursIn(), [], since) == []

    @given(
        st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 600)), max_size=8),
        st.integers(0, 1440),
        st.integers(1, 1440),
        st.sampled_from([date(2027, 3, 13), date(2026, 10, 31), date(2031, 3, 4)]),
    )
    def test_is_the_first_that_is_open_and_free(
        self, spans: list[tuple[int, int]], later: int, duration: int, day: date
    ) -> None:
        """A minute is free where no span holds it; each day is open from 06:00 on, but for a closed one."""
        midnight = datetime.combine(day, datetime.min.time(), NEW_YORK).astimezone(UTC)
        since = midnight + timedelta(minutes=later)
        open_days = {each: [{"opens": "06:00", "closes": "24:00"}] for each in WEEK}
        closed_days = [{"date": str(day + timedelta(days=2)), "reason": "Rest"}]
        hours = convert({**open_days, "closedDays": closed_days}, HoursIn)
        busy = {midnight + timedelta(minutes=start + n) for start, length in spans for n in range(length)}

        def is_bookable(day: date, clock: str) -> bool:
            starts_at = datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=NEW_YORK).astimezone(UTC)
            if starts_at < since or closed_at(hours, day, minutes(clock), duration):
                return False
            return not any(starts_at + timedelta(minutes=n) in busy for n in range(duration))

        quarters = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 15, 30, 45)]
        days = [day + timedelta(days=n) for n in range(6)]
        expected = list(islice(((each, clock) for each in days for clock in quarters if is_bookable(each, clock)), 3))
        found = next_free(hours, _joined(busy), since, duration, NEW_YORK)
        assert [(each.date, each.time) for each in found][: len(expected)] == expected


def _joined(busy: set[datetime]) -> list[Place]:
    """As the database joins what touches."""
    minute = timedelta(minutes=1)
    starts = sorted(each for each in busy if each - minute not in busy)
    ends = sorted(each + minute for each in busy if each + minute not in busy)
    return list(zip(starts, ends, strict=True))
