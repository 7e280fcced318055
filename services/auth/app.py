"""The service `auth`: clinics, users, their sessions, the keys that sign their tokens. Wiring only."""

import httpx2 as httpx

from services.auth import demo
from services.auth.clinics import queries as clinic_queries
from services.auth.clinics import routes as clinics
from services.auth.housekeeping import run_housekeeping
from services.auth.invitations import routes as invitations
from services.auth.keys import routes as keys
from services.auth.keys.ring import KeyRing
from services.auth.keys.sealing import Seal
from services.auth.logins import routes as logins
from services.auth.password_resets import routes as password_resets
from services.auth.passwords import Passwords
from services.auth.second_factors import routes as second_factors
from services.auth.sessions import routes as sessions
from services.auth.sessions.revocations import Revocations
from services.auth.settings import AuthSettings
from services.auth.users import routes as users
from services.auth.users.queries import USERS, name_of
from shared.service.app import ServiceApp, service_app
from shared.service.plan import Plan, Wing

WINGS = (
    Wing(
        endpoints=(
            *logins.ENDPOINTS,
            *second_factors.ENDPOINTS,
            *password_resets.ENDPOINTS,
            *sessions.ENDPOINTS,
            *users.ENDPOINTS,
            *invitations.ENDPOINTS,
            *clinics.ENDPOINTS,
            *keys.ENDPOINTS,
        ),
        publishes=(clinic_queries.PUBLISHED, USERS),
    ),
)


def create_app(settings: AuthSettings, transport: httpx.AsyncBaseTransport | None = None) -> ServiceApp:
    previous = settings.jwt_secret_previous
    seal = Seal(settings.jwt_secret.get_secret_value(), previous.get_secret_value() if previous else None)
    ring, revocations = KeyRing(seal), Revocations()
    plan = Plan(
        name="auth",
        wings=WINGS,
        demo=demo.load,
        background=(demo.refuse_in_production, revocations.run, run_housekeeping),
        resources=(settings, seal, ring, revocations, Passwords()),
        keys=ring,
        name_of=name_of,
    )
    app = service_app(plan, settings, transport)
    ring.db = app.service.db
    return app
