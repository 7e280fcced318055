from starlette.responses import Response

from services.scheduling.analytics import operations
from services.scheduling.analytics.schemas import Visits
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.api.figures import PeriodFilter, figures


async def visits(call: Call) -> Response:
    """Appointments by day, week or month and status, the rate of no-shows, and each veterinarian's."""
    return await figures(call, operations.visits)


ENDPOINTS = [Endpoint("GET", "/analytics/appointments", visits, "analytics:read", response=Visits, query=PeriodFilter)]
