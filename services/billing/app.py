"""The service `billing`: prices, bills, payments and credit notes. Wiring only."""

import httpx2 as httpx

from services.billing import demo
from services.billing.analytics import routes as analytics
from services.billing.catalogue.price_items.room import ROOM as PRICE_ITEMS
from services.billing.events import PUBLISHED, from_auth, keep_shown
from services.billing.invoicing.bills import routes as bills
from services.billing.invoicing.credit_notes import routes as credit_notes
from services.billing.invoicing.payments import routes as payments
from services.billing.settings import BillingSettings
from shared.service.app import ServiceApp, service_app
from shared.service.look_ups import look_up_endpoints
from shared.service.plan import Plan


def create_app(settings: BillingSettings, transport: httpx.AsyncBaseTransport | None = None) -> ServiceApp:
    patients, scheduling = settings.patients_url, settings.scheduling_url
    plan = Plan(
        name="billing",
        endpoints=[
            *bills.ENDPOINTS,
            *payments.ENDPOINTS,
            *credit_notes.ENDPOINTS,
            *PRICE_ITEMS.endpoints(),
            *analytics.ENDPOINTS,
            *look_up_endpoints(PUBLISHED),
        ],
        publishes=tuple(resource.published() for resource in PUBLISHED),
        follows={
            "auth": (settings.auth_url, from_auth),
            "patients": (patients, keep_shown),
            "scheduling": (scheduling, keep_shown),
        },
        look_ups={
            "clinic": f"{settings.auth_url}/internal/clinic",
            "user": f"{settings.auth_url}/internal/user",
            "owner": f"{patients}/internal/owner",
            "patient": f"{patients}/internal/patient",
            "record": f"{patients}/internal/record",
            "appointment": f"{scheduling}/internal/appointment",
        },
        demo=demo.load,
    )
    return service_app(plan, settings, transport)
