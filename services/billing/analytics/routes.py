from starlette.responses import Response

from services.billing.analytics import operations
from services.billing.analytics.schemas import Revenue
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.api.figures import PeriodFilter, figures


async def revenue(call: Call) -> Response:
    """What was issued, credited and paid by day, week or month; what is owed by age; revenue by category."""
    return await figures(call, operations.revenue)


ENDPOINTS = [Endpoint("GET", "/analytics/revenue", revenue, "analytics:read", response=Revenue, query=PeriodFilter)]
