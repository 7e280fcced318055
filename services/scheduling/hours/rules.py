"""Pure decisions about opening hours: whether they make sense, and whether a time lies within them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.scheduling.hours.schemas import ClosedDay, HoursIn, Opening
from shared.wire.errors import Fault
from shared.wire.faults import Faults

WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Closed:
    """The day that a time is outside the hours of; `reason` where the whole day is closed for one."""

    date: date
    reason: str | None


def check(hours: HoursIn) -> None:
    """Raises Invalid with every fault."""
    faults = Faults(hours)
    for day in WEEK:
        with faults.gather():
            _check_day(day, getattr(hours, day), faults)
    with faults.gather():
        _check_closed(hours.closed_days, faults)
    faults.settle()


def _check_day(day: str, openings: Sequence[Opening], faults: Faults) -> None:
    for i, opening in enumerate(openings):
        faults.check(_order, opening, f"{day}[{i}]")
        for earlier in openings[:i]:
            faults.check(_overlap, earlier, opening, f"{day}[{i}]")


def _order(opening: Opening, path: str) -> Iterator[Fault]:
    if minutes(opening.opens) >= minutes(opening.closes):
        yield Fault(f"{path}.closes", "order", "must be after the time that it opens at")


def _overlap(earlier: Opening, opening: Opening, path: str) -> Iterator[Fault]:
    if minutes(opening.opens) <= minutes(earlier.closes):
        yield Fault(f"{path}.opens", "order", "must be after the opening before it has closed")


def _check_closed(days: Sequence[ClosedDay], faults: Faults) -> None:
    seen: set[date] = set()
    for i, closed in enumerate(days):
        faults.check(_once, closed, seen, f"closedDays[{i}].date")


def _once(closed: ClosedDay, seen: set[date], path: str) -> Iterator[Fault]:
    if closed.date in seen:
        yield Fault(path, "twice", "stands twice")
    seen.add(closed.date)


def closed_at(hours: HoursIn, day: date, start: int, duration: int) -> Closed | None:
    """None where the clinic is open for all of the time; `start` in minutes of the day, `duration` in minutes.

    A time that goes on past midnight needs the next day's hours, too.
    """
    end = start + duration
    if not _within(_openings(hours, day), start, min(end, DAY)):
        return Closed(day, _reason(hours, day))
    return closed_at(hours, day + timedelta(days=1), 0, end - DAY) if end > DAY else None


def _openings(hours: HoursIn, day: date) -> list[Opening]:
    found: list[Opening] = getattr(hours, WEEK[day.weekday()])
    return [] if _reason(hours, day) else found


def _reason(hours: HoursIn, day: date) -> str | None:
    return next((closed.reason for closed in hours.closed_days if closed.date == day), None)


def _within(openings: Sequence[Opening], start: int, end: int) -> bool:
    return any(minutes(opening.opens) <= start and end <= minutes(opening.closes) for opening in openings)


def minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
