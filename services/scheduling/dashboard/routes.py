"""This service's part of /api/dashboard/stats, for the gateway, with the user's own token."""

from starlette.responses import Response

from services.scheduling.dashboard.queries import scheduled_on
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.data.db import Transaction
from shared.data.paging import Page


async def dashboard(call: Call) -> Response:
    clinic = await call.clinic()
    today = clinic.today()

    async def build(tx: Transaction) -> Page:
        count = await scheduled_on(tx, today)
        return Page(f'{{"todayAppointments":{count}}}', None)

    return call.list(await call.kept(("dashboard", today), build))


ENDPOINTS = [Endpoint("GET", "/internal/dashboard", dashboard, "read")]
