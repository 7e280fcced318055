"""The service `scheduling`: the appointment book. Wiring only."""

import httpx2 as httpx

from services.scheduling import demo
from services.scheduling.analytics import routes as analytics
from services.scheduling.book.placing.operations import place_books
from services.scheduling.book.wing import BOOK
from services.scheduling.events import from_auth, from_patients
from services.scheduling.hours import routes as hours
from services.scheduling.hours.queries import HOURS
from services.scheduling.settings import SchedulingSettings
from shared.data.event import Follow
from shared.service.app import ServiceApp, service_app
from shared.service.plan import Plan, Wing

WINGS = (Wing(endpoints=hours.ENDPOINTS, publishes=(HOURS,)), BOOK, Wing(endpoints=analytics.ENDPOINTS))
FOLLOWS = {"auth": Follow(("clinic", "user"), from_auth), "patients": Follow(("owner", "patient"), from_patients)}


def create_app(settings: SchedulingSettings, transport: httpx.AsyncBaseTransport | None = None) -> ServiceApp:
    plan = Plan(
        name="scheduling",
        wings=WINGS,
        follows=FOLLOWS,
        demo=demo.load,
        background=(place_books,),
    )
    return service_app(plan, settings, transport)
