"""This service's part of /api/dashboard/stats, for the gateway, with the user's own token."""

from starlette.responses import Response

from services.scheduling.appointments.rules import day_end, day_start
from services.scheduling.dashboard.queries import scheduled_between
from shared.call import Call
from shared.db import Transaction
from shared.endpoints import Endpoint
from shared.paging import Page


async def dashboard(call: Call) -> Response:
    clinic = await call.clinic()
    today, zone = clinic.today(), clinic.zone

    async def build(tx: Transaction) -> Page:
        count = await scheduled_between(tx, day_start(today, zone), day_end(today, zone))
        return Page(f'{{"todayAppointments":{count}}}', None)

    return call.list(await call.kept(("dashboard", today, zone.key), build))


ENDPOINTS = [Endpoint("GET", "/internal/dashboard", dashboard, "read")]
