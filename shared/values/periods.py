"""Days, weeks and months of a clinic, for figures over time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, Text, bindparam, cast, func
from sqlalchemy.dialects.postgresql import TIMESTAMP

Step = Literal["day", "week", "month"]


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
