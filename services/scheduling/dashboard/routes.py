"""This service's part of /api/dashboard/stats, for the gateway, with the user's own token."""

from starlette.responses import Response

from services.scheduling.dashboard.queries import scheduled_on
from shared.call import Call
from shared.db import Transaction
from shared.endpoints import Endpoint
from shared.paging import Page


async def dashboard(call: Call) -> Response:
    clinic = await call.clinic()
    today = clinic.today()

    async def build(tx: Transaction) -> Page:
        count = await scheduled_on(tx, today)
        return Page(f'{{"todayAppointments":{count}}}', None)

    return call.list(await call.kept(("dashboard", today), build))


ENDPOINTS = [Endpoint("GET", "/internal/dashboard", dashboard, "read")]
