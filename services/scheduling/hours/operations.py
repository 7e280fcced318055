"""Operations on opening hours; each runs in the one transaction of its request."""

from dataclasses import replace
from datetime import date

import msgspec

from services.scheduling.hours.queries import HOURS
from services.scheduling.hours.rules import WEEK, Closed, check, closed_at, minutes
from services.scheduling.hours.schemas import Hours, HoursIn
from shared.feed.desk import Desk
from shared.wire.documents import Change, Document
from shared.wire.errors import NotFound

NONE_YET = Document(msgspec.json.encode(Hours(version=0)).decode(), 0)
ALWAYS = {day: [{"opens": "00:00", "closes": "24:00"}] for day in WEEK}


async def get(desk: Desk) -> Document:
    try:
        return await HOURS.get(desk, desk.clinic_id)
    except NotFound:
        return NONE_YET


async def update(desk: Desk, change: Change[HoursIn]) -> Document:
    """Of two who set them for the first time at once, one gets 409. Raises Invalid, Stale."""
    try:
        current = await HOURS.lock(desk, desk.clinic_id)
    except NotFound:
        current = NONE_YET
    wanted = (_first(change) if current is NONE_YET else change).partly_over(current)
    check(wanted)
    save = HOURS.create if current is NONE_YET else HOURS.change
    return (await save(desk, desk.clinic_id, "changed", **_columns(wanted))).answer()


def _first(change: Change[HoursIn]) -> Change[HoursIn]:
    """Who names no opening hasn't said when the clinic is open: where it isn't closed it may be booked as before.
    A form sends all seven days without any; a day that is named alone is closed."""
    body = change.body
    if any(body.get(day) for day in WEEK):
        return change
    return replace(change, body={**body, **ALWAYS} if body.keys() >= set(WEEK) else {**ALWAYS, **body})


async def closed(desk: Desk, day: date, time: str, duration: int) -> Closed | None:
    """None where the clinic is open then, or hasn't said when it is."""
    hours = await known(desk)
    return closed_at(hours, day, minutes(time), duration) if hours else None


async def known(desk: Desk) -> Hours | None:
    """None where the clinic hasn't said when it is open."""
    current = await get(desk)
    return None if current is NONE_YET else current.read(Hours)


def _columns(hours: HoursIn) -> dict[str, str]:
    week = {day: getattr(hours, day) for day in WEEK}
    days = sorted(hours.closed_days, key=lambda closed: closed.date)
    return {"week": msgspec.json.encode(week).decode(), "closed_days": msgspec.json.encode(days).decode()}
