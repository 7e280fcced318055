"""This service's part of /api/dashboard/stats, for the gateway, with the user's own token."""

from starlette.responses import Response

from services.scheduling.appointments.rules import day_end, day_start
from services.scheduling.dashboard.queries import scheduled_between
from shared.call import Call, json_answer
from shared.endpoints import Endpoint


async def dashboard(call: Call) -> Response:
    clinic = await call.clinic()
    today, zone = clinic.today(), clinic.zone
    count = await call.read(scheduled_between, day_start(today, zone), day_end(today, zone))
    return json_answer({"todayAppointments": count})


ENDPOINTS = [Endpoint("GET", "/internal/dashboard", dashboard, "read")]
