from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from services.scheduling.book.placing.operations import place_book
from services.scheduling.book.placing.queries import entries
from services.scheduling.book.placing.rules import Entry, clashes, moves, zone_rules
from services.scheduling.events import from_auth
from services.scheduling.tests.examples import LATER, Book, Json
from shared.data.db import SYSTEM, Statement
from shared.values.ids import new_id

NEW_YORK, SEOUL, LONDON = "America/New_York", "Asia/Seoul", "Europe/London"
FORGET = Statement("forget rules", text("UPDATE placed_books SET rules = 'old' WHERE id = CAST(:clinic_id AS uuid)"))
SHIFT = Statement(
    "shift",
    text(
        """UPDATE appointments SET starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour'
        WHERE clinic_id = CAST(:clinic_id AS uuid) AND id = CAST(:id AS uuid)"""
    ),
)


async def moves_to(book: Book, zone: str, revision: int = 2) -> None:
    book.clinic.time_zone = zone
    await book.happens(from_auth, book.event("clinic", book.clinic.document(), revision))


async def placed(book: Book) -> dict[UUID, Entry]:
    async with book.client.app.service.db.transaction(book.clinic.id, SYSTEM) as tx:
        return {each.id: each for each in await entries(tx, datetime(2020, 1, 1, tzinfo=UTC))}


class TestAnotherZone:
    @pytest.mark.parametrize("zone", [SEOUL, LONDON, "Pacific/Kiritimati", "Pacific/Pago_Pago"])
    async def test_leaves_each_visit_at_its_day_and_time(self, book: Book, zone: str) -> None:
        made = await book.made(date="2031-03-10", time="18:00")
        await moves_to(book, zone)
        assert await book.ids("?from=2031-03-10&to=2031-03-10") == [made["id"]]
        assert (await book.post(date="2031-03-10", time="18:00")).json()["conflict"]["id"] == made["id"]
        assert (await placed(book))[UUID(made["id"])].starts_at == datetime(2031, 3, 10, 18, tzinfo=ZoneInfo(zone))

    async def test_is_that_of_a_booking_before_anybody_heard_of_it(self, book: Book) -> None:
        """Each process knows a clinic for some seconds as it was."""
        made = await book.made(date="2031-03-10", time="18:00")
        await moves_to(book, SEOUL)
        other = await book.made(date="2031-03-10", time="19:00", patientId=made["patientId"])
        assert (await placed(book))[UUID(other["id"])].starts_at == datetime(2031, 3, 10, 10, tzinfo=UTC)

    async def test_moves_a_full_day_over_itself(self, book: Book) -> None:
        for hour in range(24):
            await book.made(time=f"{hour:02}:00", duration=60)
        await moves_to(book, LONDON)
        places = [each.starts_at.astimezone(ZoneInfo(LONDON)) for each in (await placed(book)).values()]
        assert {place.hour for place in places} == set(range(24))
        assert not any(each["overbooked"] for each in await book.listed())

    async def test_leaves_visits_that_then_clash_as_overbooked(self, book: Book) -> None:
        """London skips this hour, so that the two are at once."""
        first = await book.made(date="2031-03-30", time="01:15")
        second = await book.made(date="2031-03-30", time="02:15")
        await moves_to(book, LONDON)
        flags = [(await book.get(each))["overbooked"] for each in (first, second)]
        assert flags == [False, True]
        assert await book.audited(second) == ["created", "updated", "overbooked"]

    async def test_keeps_what_was_overbooked_and_what_is_cancelled(self, book: Book) -> None:
        first = await book.made()
        second = await book.made(overbook=True)
        cancelled = await book.made(status="cancelled")
        await moves_to(book, SEOUL)
        assert [(await book.get(each))["overbooked"] for each in (first, second, cancelled)] == [False, True, False]

    async def test_is_audited_once(self, book: Book) -> None:
        await book.made()
        await moves_to(book, SEOUL)
        await moves_to(book, SEOUL, revision=3)
        found = (await book.client.get(f"/api/audit?subject={book.clinic.id}")).json()
        assert [entry["action"] for entry in found] == ["book.placed"]


class TestOtherRules:
    async def test_of_the_zone_move_what_is_upcoming_at_the_start(self, book: Book) -> None:
        made = await book.made()
        await moves_to(book, NEW_YORK)
        service = book.client.app.service
        async with service.db.transaction(book.clinic.id, SYSTEM) as tx:
            await tx.execute(SHIFT, id=made["id"])
            await tx.execute(FORGET)
        async with service.db.transaction(book.clinic.id, SYSTEM) as tx:
            await place_book(tx)
        at = datetime.fromisoformat(f"{LATER}T10:00").replace(tzinfo=ZoneInfo(NEW_YORK))
        assert (await placed(book))[UUID(made["id"])].starts_at == at

    def test_are_told_by_the_zones_file(self) -> None:
        assert zone_rules(SEOUL) not in ("", zone_rules(NEW_YORK))


def entry(clock: str, duration: int = 30, patient: UUID | None = None, **fields: Any) -> Entry:
    at = datetime.fromisoformat(f"{LATER}T{clock}").replace(tzinfo=UTC)
    ends = datetime.fromtimestamp(at.timestamp() + duration * 60, UTC)
    values: Json = {"veterinarian_key": "v", "overbooked": False, "alone": True} | fields
    return Entry(new_id(), at.date(), time.fromisoformat(clock), duration, at, ends, patient or new_id(), **values)


class TestClash:
    def test_is_anothers_who_moved(self) -> None:
        stays, moved = entry("10:15"), entry("10:00")
        assert clashes([stays, moved], {moved.id: (moved.starts_at, moved.ends_at)}) == {moved.id}

    def test_is_none_where_one_ends_as_the_other_begins_or_holds_no_time(self) -> None:
        assert clashes([entry("10:00"), entry("10:30"), entry("10:10", alone=False)], {}) == set()

    def test_is_one_of_the_patient_too(self) -> None:
        patient = new_id()
        pair = [entry("10:00", patient=patient), entry("10:10", patient=patient, veterinarian_key=None)]
        assert clashes(pair, {}) == {pair[1].id}

    def test_is_seen_under_a_long_one(self) -> None:
        assert len(clashes([entry("08:00", 600), entry("09:00"), entry("12:00"), entry("18:00")], {})) == 2

    def test_needs_a_move(self) -> None:
        assert moves([entry("10:00")], datetime(2020, 1, 1, tzinfo=UTC), ZoneInfo("UTC")) == {}
