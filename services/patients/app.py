"""The service `patients`: owners, their animals and the medical record. Wiring only."""

import httpx2 as httpx

from services.patients import demo
from services.patients.analytics import routes as analytics
from services.patients.chart.records.found import FOUND as FOUND_RECORDS
from services.patients.chart.records.views import Views
from services.patients.chart.wing import CHART
from services.patients.dashboard import routes as dashboard
from services.patients.dashboard.routes import Counts
from services.patients.index.rebuild import Rebuild
from services.patients.probes import routes as probes
from services.patients.registry.owners.found import FOUND as FOUND_OWNERS
from services.patients.registry.patients.found import FOUND as FOUND_PATIENTS
from services.patients.registry.wing import REGISTRY
from services.patients.search import routes as search
from services.patients.settings import PatientsSettings
from shared.data.event import Follow
from shared.service.app import ServiceApp, service_app
from shared.service.plan import Plan, Wing

OTHERS = Wing(endpoints=(*search.ENDPOINTS, *dashboard.ENDPOINTS, *probes.ENDPOINTS, *analytics.ENDPOINTS))
FOUND = (FOUND_OWNERS, FOUND_PATIENTS, FOUND_RECORDS)
WINGS = (REGISTRY, CHART, OTHERS)
# Users, since a veterinarian is named in records; clinics, since their time zone decides what today is.
FOLLOWS = {"auth": Follow(("clinic", "user"))}


def create_app(settings: PatientsSettings, transport: httpx.AsyncBaseTransport | None = None) -> ServiceApp:
    views = Views()
    plan = Plan(
        name="patients",
        wings=WINGS,
        follows=FOLLOWS,
        demo=demo.load,
        background=(views.run, Rebuild(*FOUND).run),
        resources=(views, Counts()),
    )
    return service_app(plan, settings, transport)
