from collections.abc import AsyncIterator

import pytest

from shared.service.app import ServiceApp
from shared.testing.kit import PeersStub, running
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
