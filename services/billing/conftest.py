from collections.abc import AsyncIterator

import pytest

from services.billing.app import create_app
from services.billing.settings import BillingSettings
from services.billing.tests.front_desk import FrontDesk
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub, running, settings_for


@pytest.fixture(scope="session")
def peers() -> PeersStub:
    return PeersStub()


@pytest.fixture(scope="session")
async def app(peers: PeersStub) -> AsyncIterator[ServiceApp]:
    """With a pool that is wide enough for hundreds at once."""
    settings = BillingSettings(
        **settings_for("billing") | {"db_pool_max": 20, "db_acquire_timeout": 60},
        patients_url="http://patients",
        scheduling_url="http://scheduling",
    )
    async with running(create_app(settings, peers.transport())) as app:
        yield app


@pytest.fixture
def desk(client: Client, clinic: ClinicStub, peers: PeersStub) -> FrontDesk:
    return FrontDesk(client, clinic, peers)


@pytest.fixture
async def korean_desk(app: ServiceApp, peers: PeersStub) -> AsyncIterator[FrontDesk]:
    clinic = peers.add(ClinicStub("Asia/Seoul", "KRW", 0.1, True))
    async with Client(app, clinic.user()) as client:
        yield FrontDesk(client, clinic, peers)
