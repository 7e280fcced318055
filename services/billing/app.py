"""The service `billing`: prices, bills, payments and credit notes. Wiring only."""

import httpx2 as httpx

from services.billing import demo
from services.billing.analytics import routes as analytics
from services.billing.catalogue.wing import CATALOGUE
from services.billing.events import apply_shown, from_auth
from services.billing.invoicing.wing import INVOICING
from services.billing.settings import BillingSettings
from shared.service.app import ServiceApp, service_app
from shared.service.plan import Plan, Wing

WINGS = (CATALOGUE, INVOICING, Wing(endpoints=analytics.ENDPOINTS))


def create_app(settings: BillingSettings, transport: httpx.AsyncBaseTransport | None = None) -> ServiceApp:
    patients, scheduling = settings.patients_url, settings.scheduling_url
    plan = Plan(
        name="billing",
        wings=WINGS,
        follows={
            "auth": (settings.auth_url, from_auth),
            "patients": (patients, apply_shown),
            "scheduling": (scheduling, apply_shown),
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
