"""Pure decisions about free times: the next ones at which the clinic is open and nobody is in the way."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from operator import itemgetter
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import convert
from msgspec.structs import replace

from services.scheduling.book.appointments.rules import instant
from services.scheduling.book.placing.rules import Place
from services.scheduling.hours.rules import DAY, WEEK, closed_at
from services.scheduling.hours.schemas import HoursIn
from shared.wire.bounds import LAST_DAY
from shared.wire.errors import Invalid

OFFERED: Final = 3
STEP: Final = 15  # minutes
DAYS: Final = 14  # looked through
# Where the clinic hasn't said when it is open: it may be booked at night, but isn't offered then.
USUAL: Final = convert({day: [{"opens": "08:00", "closes": "19:00"}] for day in WEEK}, HoursIn)


@dataclass(frozen=True, slots=True)
class FreeTime:
    date: date
    time: str


def next_free(hours: HoursIn, taken: Sequence[Place], since: datetime, duration: int, zone: ZoneInfo) -> list[FreeTime]:
    """The first ones from `since` on, by the quarter of an hour; `taken` is in order, and none lies over another."""
    first = since.astimezone(zone).date()
    last = first + timedelta(days=DAYS)
    near = replace(hours, closed_days=[each for each in hours.closed_days if first <= each.date <= last])
    found = (
        FreeTime(day, clock)
        for day, start, clock in _quarters(first)
        if closed_at(near, day, start, duration) is None and _is_free(taken, since, duration, _at(day, clock, zone))
    )
    return list(islice(found, OFFERED))


def _quarters(first: date) -> Iterator[tuple[date, int, str]]:
    """Each day's, as minutes and as the clock shows it."""
    for ahead in range(min(DAYS, (LAST_DAY - first).days + 1)):
        for start in range(0, DAY, STEP):
            yield first + timedelta(days=ahead), start, f"{start // 60:02}:{start % 60:02}"


def _at(day: date, clock: str, zone: ZoneInfo) -> datetime | None:
    """None for a time that daylight saving skips."""
    try:
        return instant(day, clock, zone)
    except Invalid:
        return None


def _is_free(taken: Sequence[Place], since: datetime, duration: int, starts_at: datetime | None) -> bool:
    if starts_at is None or starts_at < since:
        return False
    before = bisect_left(taken, starts_at + timedelta(minutes=duration), key=itemgetter(0))
    return before == 0 or taken[before - 1][1] <= starts_at
