"""The service `billing`: prices, bills, payments and credit notes. Wiring only."""

import httpx2 as httpx

from services.billing import demo
from services.billing.analytics import routes as analytics
from services.billing.catalogue.wing import CATALOGUE
from services.billing.invoicing.wing import INVOICING
from services.billing.settings import BillingSettings
from shared.data.event import Follow
from shared.service.app import ServiceApp, service_app
from shared.service.plan import Plan, Wing

WINGS = (CATALOGUE, INVOICING, Wing(endpoints=analytics.ENDPOINTS))
FOLLOWS = {
    # Clinics, for their currency, tax and time zone; users, since who changed a bill meanwhile is told.
    "auth": Follow(("clinic", "user")),
    "patients": Follow(("owner", "patient", "record")),
    "scheduling": Follow(("appointment",)),
}


def create_app(settings: BillingSettings, transport: httpx.AsyncBaseTransport | None = None) -> ServiceApp:
    plan = Plan(
        name="billing",
        wings=WINGS,
        follows=FOLLOWS,
        demo=demo.load,
    )
    return service_app(plan, settings, transport)
