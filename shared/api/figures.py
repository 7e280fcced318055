"""Analytics calls: figures by day, week or month, cached until the clinic's data or its day changes."""

import datetime as dt
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Final

import msgspec
from msgspec import field
from starlette.responses import Response

from shared.api.call import Call
from shared.data.paging import Page
from shared.feed.desk import Desk
from shared.values.periods import Range, Step
from shared.wire.bounds import FIRST_DAY
from shared.wire.errors import Fault, Invalid
from shared.wire.shapes import Shape

MOST: Final = 400  # periods in one answer: a year by day, seven by week
USUAL: Final = timedelta(days=29)  # before today, where no range is asked for
# Decimals go over the wire as numbers, as everywhere.
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class PeriodFilter(Shape):
    """`from` and `to` are days of the clinic, both inclusive; left out, the 30 days up to today. Weeks begin on
    Monday."""

    from_: dt.date | None = field(default=None, name="from")
    to: dt.date | None = None
    step: Step = "day"


def range_of(asked: PeriodFilter, today: date) -> Range:
    """Raises Invalid where it ends before it begins, or has too many periods."""
    last = asked.to or max(today, asked.from_ or today)
    found = Range(asked.from_ or max(last - USUAL, FIRST_DAY), last, asked.step)
    if found.first > found.last:
        raise Invalid(Fault("from", "range", "must not be after the last day"))
    if sum(1 for _ in found.starts()) > MOST:
        raise Invalid(Fault("step", "range", f"makes more than {MOST} periods of this range; ask for longer ones"))
    return found


async def figures(call: Call, work_out: Callable[[Desk, Range], Awaitable[Shape]]) -> Response:
    clinic = await call.clinic()
    asked = range_of(call.query(PeriodFilter), clinic.today())

    async def build(desk: Desk) -> Page:
        return Page(_ENCODER.encode(await work_out(desk, asked)).decode(), None)

    return call.list(await call.cached((call.request.scope["vetchart.route"], asked, clinic.zone.key), build))
