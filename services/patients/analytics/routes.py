from starlette.responses import Response

from services.patients.analytics import operations
from services.patients.analytics.schemas import Newcomers
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.api.figures import PeriodFilter, figures


async def newcomers(call: Call) -> Response:
    """New owners and patients by day, week or month, and the species of all patients."""
    return await figures(call, operations.count)


ENDPOINTS = [
    Endpoint("GET", "/analytics/patients", newcomers, "analytics:read", response=Newcomers, query=PeriodFilter)
]
