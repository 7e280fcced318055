"""The service `patients`: owners, their animals and the medical record. Wiring only."""

import httpx2 as httpx

from services.patients import demo
from services.patients.analytics import routes as analytics
from services.patients.chart.addenda import routes as addenda
from services.patients.chart.drafts import routes as drafts
from services.patients.chart.record_templates import room as record_templates
from services.patients.chart.records import routes as records
from services.patients.chart.records.views import Views
from services.patients.dashboard import routes as dashboard
from services.patients.dashboard.routes import Counts
from services.patients.events import PUBLISHED, from_auth
from services.patients.probes import routes as probes
from services.patients.registry.owners import room as owners
from services.patients.registry.patients import routes as patients
from services.patients.registry.weights import routes as weights
from services.patients.search import rebuild
from services.patients.search import routes as search
from services.patients.settings import PatientsSettings
from shared.service.app import ServiceApp, service_app
from shared.service.look_ups import look_up_endpoints
from shared.service.plan import Plan


def create_app(settings: PatientsSettings, transport: httpx.AsyncBaseTransport | None = None) -> ServiceApp:
    views = Views()
    plan = Plan(
        name="patients",
        endpoints=[
            *owners.ROOM.endpoints(),
            *patients.ENDPOINTS,
            *weights.ENDPOINTS,
            *records.ENDPOINTS,
            *addenda.ENDPOINTS,
            *drafts.ENDPOINTS,
            *record_templates.ROOM.endpoints(),
            *search.ENDPOINTS,
            *dashboard.ENDPOINTS,
            *probes.ENDPOINTS,
            *analytics.ENDPOINTS,
            *look_up_endpoints(PUBLISHED),
        ],
        publishes=tuple(resource.published() for resource in PUBLISHED),
        follows={"auth": (settings.auth_url, from_auth)},
        look_ups={
            "clinic": f"{settings.auth_url}/internal/clinic",
            "user": f"{settings.auth_url}/internal/user",
        },
        demo=demo.load,
        background=(views.run, rebuild.run),
        resources=(views, Counts()),
    )
    return service_app(plan, settings, transport)
