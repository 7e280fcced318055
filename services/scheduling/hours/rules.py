"""Pure decisions about opening hours: whether they make sense, and whether a time lies within them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.scheduling.hours.schemas import HoursIn, Opening
from shared.errors import Fault, Invalid

WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Closed:
    """The day that a time is outside the hours of; `reason` where the whole day is closed for one."""

    date: date
    reason: str | None


def check(hours: HoursIn) -> None:
    """Raises Invalid with every fault."""
    faults = [fault for day in WEEK for fault in _order(day, getattr(hours, day))]
    seen: set[date] = set()
    for i, closed in enumerate(hours.closed_days):
        if closed.date in seen:
            faults.append(Fault(f"closedDays[{i}].date", "twice", "stands twice"))
        seen.add(closed.date)
    if faults:
        raise Invalid(*faults)


def _order(day: str, openings: Sequence[Opening]) -> Iterator[Fault]:
    last = -1
    for i, opening in enumerate(openings):
        opens, closes = minutes(opening.opens), minutes(opening.closes)
        if opens >= closes:
            yield Fault(f"{day}[{i}].closes", "order", "must be after `opens`")
        if opens <= last:
            yield Fault(f"{day}[{i}].opens", "order", "must be after the opening before it has closed")
        last = max(last, closes)


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
