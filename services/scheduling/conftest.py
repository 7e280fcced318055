from collections.abc import AsyncIterator

import pytest

from services.scheduling.app import create_app
from services.scheduling.settings import SchedulingSettings
from services.scheduling.tests.examples import Book
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub, running, settings_for


@pytest.fixture(scope="session")
def peers() -> PeersStub:
    return PeersStub()


@pytest.fixture(scope="session")
async def app(peers: PeersStub) -> AsyncIterator[ServiceApp]:
    settings = SchedulingSettings(**settings_for("scheduling"), patients_url="http://patients", db_pool_max=40)
    async with running(create_app(settings, peers.transport())) as app:
        yield app


@pytest.fixture
def book(client: Client, clinic: ClinicStub, peers: PeersStub) -> Book:
    """The appointment book of the test's own clinic."""
    return Book(client, clinic, peers)
