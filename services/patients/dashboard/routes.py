"""This service's part of /api/dashboard/stats, for the gateway, with the user's own token."""

from uuid import UUID

from cachetools import TTLCache
from starlette.responses import Response

from services.patients.chart.records.queries import RECENT
from services.patients.dashboard.queries import counts
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.data.db import Transaction
from shared.data.paging import Page
from shared.feed.desk import Desk

RECENT_RECORDS = 10
# Counting costs 0.16 ms per 1,000 rows (measured): a small clinic's numbers are always exact, a large one's are cached.
LARGE = 20_000
COUNTS_TTL = 5.0  # seconds
MOST_CACHED = 1000  # clinics


class Counts:
    def __init__(self) -> None:
        self._large = TTLCache[UUID, tuple[int, int]](MOST_CACHED, COUNTS_TTL)

    async def get(self, tx: Transaction) -> tuple[int, int]:
        if (cached := self._large.get(tx.clinic_id)) is not None:
            return cached
        fresh = await counts(tx)
        if sum(fresh) > LARGE:
            self._large[tx.clinic_id] = fresh
        return fresh


async def dashboard(call: Call) -> Response:
    counts = call.service.resource(Counts)

    async def build(desk: Desk) -> Page:
        patients, owners = await counts.get(desk)
        recent = await RECENT.page(desk, RECENT_RECORDS, None)
        body = f'{{"totalPatients":{patients},"totalOwners":{owners},"recentRecords":{recent.body}}}'
        return Page(body, None)

    return call.list(await call.cached(("dashboard",), build))


ENDPOINTS = [Endpoint("GET", "/internal/dashboard", dashboard, "read")]
