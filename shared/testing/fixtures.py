"""The fixtures that the services' tests share: a clinic of the test's own, somebody in it, and a stranger. A service's
own conftest.py has `app` and its `peers`, which a test that loads the demo changes for the service's other tests."""

from collections.abc import AsyncIterator

import pytest

from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub


@pytest.fixture
def clinic(peers: PeersStub) -> ClinicStub:
    return peers.add(ClinicStub())


@pytest.fixture
async def client(app: ServiceApp, clinic: ClinicStub) -> AsyncIterator[Client]:
    """An admin of the test's own clinic."""
    async with Client(app, clinic.user()) as client:
        yield client


@pytest.fixture
async def ann(app: ServiceApp, clinic: ClinicStub, peers: PeersStub) -> AsyncIterator[Client]:
    """A colleague, Ann Lee."""
    user = clinic.user()
    peers.put(clinic, "user", {"id": str(user.id), "firstName": "Ann", "lastName": "Lee"})
    async with Client(app, user) as client:
        yield client


@pytest.fixture
async def stranger(app: ServiceApp, peers: PeersStub) -> AsyncIterator[Client]:
    """An admin of another clinic."""
    async with Client(app, peers.add(ClinicStub()).user()) as client:
        yield client
