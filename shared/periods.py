"""Days, weeks and months of a clinic, for figures over time."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from msgspec import field
from sqlalchemy import ColumnElement, Date, Text, bindparam, cast, func
from sqlalchemy.dialects.postgresql import TIMESTAMP

from shared.bounds import FIRST_DAY
from shared.errors import Fault, Invalid
from shared.shapes import Shape

Step = Literal["day", "week", "month"]
MOST: Final = 400  # periods in one answer: a year by day, seven by week
USUAL: Final = timedelta(days=29)  # before today, where no range is asked for


class PeriodFilter(Shape):
    """`from` and `to` are days of the clinic, both inclusive; left out, the 30 days up to today. Weeks begin on
    Monday."""

    from_: dt.date | None = field(default=None, name="from")
    to: dt.date | None = None
    step: Step = "day"


@dataclass(frozen=True, slots=True)
class Range:
    first: date
    last: date
    step: Step

    def starts(self) -> Iterator[date]:
        """The first day of each period that the range touches, which may lie before the range."""
        start = period_start(self.first, self.step)
        while start <= self.last:
            yield start
            start = _next(start, self.step)

    def values(self, zone: ZoneInfo) -> dict[str, Any]:
        """For statements: the days, and the instants that they begin at and are over at."""
        return {
            "step": self.step,
            "zone": zone.key,
            "first": self.first,
            "last": self.last,
            "since": _midnight(self.first, zone),
            "until": _midnight(self.last + timedelta(days=1), zone),
        }


def range_of(asked: PeriodFilter, today: date) -> Range:
    """Raises Invalid where it ends before it begins, or has too many periods."""
    last = asked.to or max(today, asked.from_ or today)
    found = Range(asked.from_ or max(last - USUAL, FIRST_DAY), last, asked.step)
    if found.first > found.last:
        raise Invalid(Fault("from", "range", "must not be after the last day"))
    if sum(1 for _ in found.starts()) > MOST:
        raise Invalid(Fault("step", "range", f"makes more than {MOST} periods of this range; ask for longer ones"))
    return found


def period_start(day: date, step: Step) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day


def _next(start: date, step: Step) -> date:
    if step == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(days=7 if step == "week" else 1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


since, until = (bindparam(name, type_=TIMESTAMP(timezone=True)) for name in ("since", "until"))
first, last = (bindparam(name, type_=Date) for name in ("first", "last"))


def local_day(moment: ColumnElement[Any]) -> ColumnElement[date]:
    """The clinic's day of an instant."""
    return cast(func.timezone(bindparam("zone", type_=Text), moment), Date)


def period(day: ColumnElement[date]) -> ColumnElement[date]:
    """The first day of the period that a day is in; PostgreSQL's weeks begin on Monday, too."""
    return cast(func.date_trunc(bindparam("step", type_=Text), cast(day, TIMESTAMP())), Date)
