from collections.abc import AsyncIterator

import pytest

from shared.feed.copies import upsert_clinic
from shared.service.app import ServiceApp
from shared.testing.kit import ClinicStub, PeersStub, running
from shared.tests.feeds import Copying, Publisher
from shared.tests.things import Network, Schema, follower, following, make_schema, things_app


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
async def publisher(peers: PeersStub) -> AsyncIterator[Publisher]:
    """With a schema of its own, since all its events are looked at; it knows two clinics."""
    schema = await make_schema()
    async with running(things_app(schema, peers)) as app:
        clinics = [peers.add(ClinicStub()) for _ in range(2)]
        async with app.service.db.system_transaction() as tx:
            for clinic in clinics:
                await upsert_clinic(tx, 1, clinic.told())
        yield Publisher(app, schema, clinics)


@pytest.fixture
async def copying(peers: PeersStub, publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Copying]:
    """It takes snapshots of clinics that are small and new, too."""
    monkeypatch.setattr("shared.feed.follower.SMALL", -1)
    schema = await make_schema()
    service = following(schema, Network(peers, publisher.app))
    yield Copying(publisher, follower(service, "http://things"), schema)
    await service.peers.close()
    await service.db.close()
