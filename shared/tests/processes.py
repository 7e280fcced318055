"""Programs that tests start as processes of their own, to kill them."""

import asyncio
import multiprocessing

from shared.feed import lease
from shared.service.app import serve
from shared.testing.kit import PeersStub
from shared.tests.things import Network, Schema, follower, following, things_app

# Forked from one that has all modules loaded: a process starts in milliseconds, so that many can be killed.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["shared.tests.processes"])


def publish(schema: Schema, port: int) -> None:
    serve(things_app(schema, PeersStub(), port=port))


def follow(schema: Schema, port: int) -> None:
    async def run() -> None:
        service = following(schema, Network(PeersStub()))
        lease.TTL, lease.RENEW = 0.3, 0.1  # else nobody follows for most of a test that kills
        await lease.Lease(service.db, "leader").lead([follower(service, f"http://127.0.0.1:{port}").run])

    asyncio.run(run())
