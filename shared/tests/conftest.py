from collections.abc import AsyncIterator

import pytest

from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub, running
from shared.tests.things import Schema, make_schema, things_app


@pytest.fixture(scope="session")
def peers() -> PeersStub:
    return PeersStub()


@pytest.fixture(scope="session")
async def schema() -> Schema:
    return await make_schema()


@pytest.fixture(scope="session")
async def app(schema: Schema, peers: PeersStub) -> AsyncIterator[ServiceApp]:
    async with running(things_app(schema, peers)) as app:
        yield app


@pytest.fixture
def clinic(peers: PeersStub) -> ClinicStub:
    return peers.add(ClinicStub())


@pytest.fixture
async def client(app: ServiceApp, clinic: ClinicStub) -> AsyncIterator[Client]:
    """An admin of the test's own clinic."""
    async with Client(app, clinic.user()) as client:
        yield client
