from collections.abc import AsyncIterator

import pytest

from services.patients.app import create_app
from services.patients.settings import PatientsSettings
from shared.service.app import ServiceApp
from shared.testing.kit import PeersStub, running, settings_for


@pytest.fixture(scope="session")
def peers() -> PeersStub:
    return PeersStub()


@pytest.fixture(scope="session")
async def app(peers: PeersStub) -> AsyncIterator[ServiceApp]:
    settings = PatientsSettings(**settings_for("patients"), db_probe=True)
    async with running(create_app(settings, peers.transport())) as app:
        yield app
