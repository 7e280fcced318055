from collections.abc import AsyncIterator

import pytest

from services.patients.app import create_app
from services.patients.settings import PatientsSettings
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub, running, settings_for


@pytest.fixture(scope="session")
def peers() -> PeersStub:
    return PeersStub()


@pytest.fixture(scope="session")
async def app(peers: PeersStub) -> AsyncIterator[ServiceApp]:
    settings = PatientsSettings(**settings_for("patients"), db_probe=True)
    async with running(create_app(settings, peers.transport())) as app:
        yield app


@pytest.fixture
def clinic(peers: PeersStub) -> ClinicStub:
    return peers.add(ClinicStub())


@pytest.fixture
async def client(app: ServiceApp, clinic: ClinicStub) -> AsyncIterator[Client]:
    """An admin of the test's own clinic."""
    async with Client(app, clinic.user()) as client:
        yield client


@pytest.fixture
async def stranger(app: ServiceApp, peers: PeersStub) -> AsyncIterator[Client]:
    """An admin of another clinic."""
    async with Client(app, peers.add(ClinicStub()).user()) as client:
        yield client
