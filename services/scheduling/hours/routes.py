from starlette.responses import Response

from services.scheduling.hours import operations
from services.scheduling.hours.schemas import Hours, HoursIn
from shared.api.call import Call
from shared.api.endpoints import Endpoint


async def get_hours(call: Call) -> Response:
    """When the clinic is open."""
    return call.answer(await call.read(operations.get))


async def update_hours(call: Call) -> Response:
    """Set when the clinic is open: days that aren't named stay as they are."""
    return await call.write(200, operations.update, await call.change(HoursIn))


ENDPOINTS = [
    Endpoint("GET", "/hours", get_hours, "read", response=Hours),
    Endpoint("PUT", "/hours", update_hours, "hours:write", response=Hours, body=HoursIn),
]
