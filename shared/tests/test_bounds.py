"""Days, ids and numbers from outside, in bodies and queries alike: each has its bounds, and one spelling."""

from datetime import date, datetime
from uuid import UUID

import pytest

from shared.testing.hostile import OTHER_SPELLINGS
from shared.values.ids import new_id, parse_id
from shared.wire.errors import Invalid
from shared.wire.shapes import Shape, decode, read_query


class Inner(Shape):
    day: date


class Outer(Shape):
    day: date | None = None
    at: datetime | None = None
    owner_id: UUID | None = None
    ids: list[UUID] = []
    inner: list[Inner] = []
    count: int = 0
    share: float = 0.0


def paths(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [fault.path for fault in error.value.faults]


class TestDay:
    @pytest.mark.parametrize("day", ["0001-01-01", "0026-01-05", "1899-12-31", "2200-01-01", "9999-12-31"])
    def test_beyond_the_calendar_is_a_fault_of_its_field(self, day: str) -> None:
        with pytest.raises(Invalid) as error:
            decode({"day": day, "inner": [{"day": day}], "at": f"{day}T00:00:00Z"}, Outer)
        assert paths(error) == ["day", "at", "inner[0].day"]
        with pytest.raises(Invalid) as error:
            read_query({"day": day, "at": f"{day}T00:00:00Z"}, Outer)
        assert paths(error) == ["day", "at"]

    @pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
    def test_at_its_ends_is_taken(self, day: str) -> None:
        assert decode({"day": day}, Outer).day == read_query({"day": day}, Outer).day == date.fromisoformat(day)

    def test_is_told_beside_every_other_fault(self) -> None:
        with pytest.raises(Invalid) as error:
            decode({"day": "0026-01-05", "count": "x"}, Outer)
        assert paths(error) == ["day", "count"]


class TestId:
    @pytest.mark.parametrize("spelling", OTHER_SPELLINGS)
    def test_in_another_spelling_is_none(self, spelling: str) -> None:
        assert parse_id(spelling) is None
        with pytest.raises(Invalid) as error:
            decode({"ownerId": spelling, "ids": [str(new_id()), spelling]}, Outer)
        assert paths(error) == ["ownerId", "ids[1]"]
        with pytest.raises(Invalid):
            read_query({"ownerId": spelling}, Outer)


class TestNumber:
    @pytest.mark.parametrize("text", ["2.0", "2e0", "-0", "+2", "٢", " 2", "9" * 30, "1" * 5000, "null"])
    def test_of_a_query_is_digits(self, text: str) -> None:
        with pytest.raises(Invalid) as error:
            read_query({"count": text}, Outer)
        assert paths(error) == ["count"]

    @pytest.mark.parametrize("text", ["nan", "inf", "-inf"])
    def test_of_a_query_is_finite(self, text: str) -> None:
        with pytest.raises(Invalid):
            read_query({"share": text}, Outer)

    def test_of_a_body_is_one_that_every_reader_sees_alike(self) -> None:
        with pytest.raises(Invalid):
            decode({"count": 2**53 + 1}, Outer)
