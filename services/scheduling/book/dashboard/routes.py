"""This service's part of /api/dashboard/stats, for the gateway, with the user's own token."""

from starlette.responses import Response

from services.scheduling.book.dashboard.queries import scheduled_on
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.data.paging import Page
from shared.feed.desk import Desk


async def dashboard(call: Call) -> Response:
    return call.list(await call.cached(("dashboard",), _build))


async def _build(desk: Desk) -> Page:
    return Page(f'{{"todayAppointments":{await scheduled_on(desk, desk.today)}}}', None)


ENDPOINTS = [Endpoint("GET", "/internal/dashboard", dashboard, "read")]
