"""A call that answers figures over time: kept until something of the clinic, or its day, changes."""

from collections.abc import Awaitable, Callable

import msgspec
from starlette.responses import Response

from shared.call import Call
from shared.copies import Clinic
from shared.db import Transaction
from shared.paging import Page
from shared.periods import PeriodFilter, Range, range_of
from shared.shapes import Shape

# Decimals go over the wire as numbers, as everywhere.
_ENCODER = msgspec.json.Encoder(decimal_format="number")


async def figures(call: Call, work_out: Callable[[Transaction, Clinic, Range], Awaitable[Shape]]) -> Response:
    clinic = await call.clinic()
    today = clinic.today()
    asked = range_of(call.query(PeriodFilter), today)

    async def build(tx: Transaction) -> Page:
        return Page(_ENCODER.encode(await work_out(tx, clinic, asked)).decode(), None)

    return call.list(await call.kept((call.endpoint.path, asked, today, clinic.zone.key), build))
