"""All that is wrong with a body is told in one answer: its types and the clinic's rules."""

from typing import Any

import pytest

from services.scheduling.tests.examples import Book, Json
from shared.values.ids import new_id

SKIPPED = {"date": "2027-03-14", "time": "02:30"}
BOOKINGS: list[tuple[Json, set[str]]] = [
    ({"duration": "x", "patientId": str(new_id())}, {"duration", "patientId"}),
    ({**SKIPPED, "reason": 5, "patientId": str(new_id())}, {"time", "reason", "patientId"}),
    ({"overbook": "yes", "status": "completed", "stage": "arrived", "more": 1}, {"overbook", "stage", "more"}),
    ({"time": "25:00", "patientId": str(new_id()), "status": "late"}, {"time", "patientId", "status"}),
    ({"date": "soon", "patientId": "x", "duration": 0}, {"date", "patientId", "duration"}),
]
HOURS: list[tuple[Json, set[str]]] = [
    (
        {
            "monday": [{"opens": "9", "closes": "12:00"}, {"opens": "14:00", "closes": "13:00"}],
            "friday": [{"opens": "12:00", "closes": "09:00"}],
            "closedDays": [{"date": "2026-12-25", "reason": "a"}, {"date": "2026-12-25", "reason": ""}],
        },
        {"monday[0].opens", "monday[1].closes", "friday[0].closes", "closedDays[1].date", "closedDays[1].reason"},
    ),
    ({"monday": "x", "friday": [{"opens": "12:00", "closes": "09:00"}]}, {"monday", "friday[0].closes"}),
]


def paths(answer: Any) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {fault["path"] for fault in answer.json()["errors"]}


class TestOfAnAppointment:
    @pytest.mark.parametrize(("fields", "expected"), BOOKINGS)
    async def test_are_told_at_once(self, book: Book, fields: Json, expected: set[str]) -> None:
        assert paths(await book.post(**fields)) == expected

    @pytest.mark.parametrize(("fields", "expected"), BOOKINGS)
    async def test_that_is_moved_are_told_at_once(self, book: Book, fields: Json, expected: set[str]) -> None:
        appointment = await book.made()
        assert paths(await book.put(appointment, **fields)) == expected
        assert (await book.get(appointment))["version"] == 1

    async def test_of_a_patient_that_will_not_come_are_told_beside_others(self, book: Book) -> None:
        gone = book.patient(deceasedAt="2026-01-01")
        assert paths(await book.post(patientId=gone["id"], reason=5)) == {"patientId", "reason"}


class TestOfHours:
    @pytest.mark.parametrize(("fields", "expected"), HOURS)
    async def test_are_told_at_once(self, book: Book, fields: Json, expected: set[str]) -> None:
        assert paths(await book.client.put("/api/hours", json=fields)) == expected
