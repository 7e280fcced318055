import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx
import pytest
import uvicorn

from gateway.app import GatewayApp
from gateway.ingress.edge import Edge
from gateway.settings import GatewaySettings
from gateway.tests.stubs import Stub, auth_stub
from shared.testing.kit import SERVICE_SECRET, ClinicStub, UserStub


@dataclass
class Suite:
    """A gateway on a real socket, before stubs. `client` is an admin's."""

    auth: Stub
    patients: Stub
    scheduling: Stub
    billing: Stub
    user: UserStub
    app: GatewayApp
    port: int
    client: httpx.AsyncClient

    async def send(self, *lines: str, body: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A request as it is written, with a Host and the user's token."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = [lines[0], f"Host: 127.0.0.1:{self.port}", f"Authorization: Bearer {self.user.token}", *lines[1:]]
        writer.write("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body)
        return reader, writer

    async def raw(self, *lines: str, body: bytes = b"") -> bytes:
        """All that comes back until the gateway closes."""
        reader, writer = await self.send(*lines, "Connection: close", body=body)
        try:
            return await reader.read()
        finally:
            writer.close()


class Start:
    """Starts a gateway with settings of the test's own, and extra replicas of patients."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack

    async def __call__(self, replicas: tuple[Stub, ...] = (), **settings: Any) -> Suite:
        return await self._stack.enter_async_context(running_suite(replicas, settings))


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    async with AsyncExitStack() as stack:
        yield Start(stack)


@pytest.fixture
async def suite(start: Start) -> Suite:
    return await start()


@asynccontextmanager
async def running_suite(replicas: tuple[Stub, ...], settings: dict[str, Any]) -> AsyncIterator[Suite]:
    stubs = auth, patients, scheduling, billing = auth_stub(), Stub(), Stub(), Stub()
    for stub in (*stubs, *replicas):
        await stub.start()
    values: dict[str, Any] = {
        "_env_file": None,
        "vetchart_env": "test",
        "service_secret": SERVICE_SECRET,
        "trace_sample": 0,
        "probe_interval": 0,
        "auth_url": auth.url,
        "patients_url": ",".join(stub.url for stub in (patients, *replicas)),
        "scheduling_url": scheduling.url,
        "billing_url": billing.url,
    }
    app = GatewayApp(GatewaySettings(**values | settings))
    user = ClinicStub().user()
    async with serving(app) as port, _client(port, user) as client:
        yield Suite(*stubs, user, app, port, client)
    for stub in (*stubs, *replicas):
        await stub.stop()


@asynccontextmanager
async def serving(app: GatewayApp) -> AsyncIterator[int]:
    # With its protocol named: asyncio sets TCP_NODELAY on no other, and each answer would take 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, http=Edge, ws="none", interface="asgi3", lifespan="on", log_config=None, access_log=False,
        proxy_headers=False, server_header=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve([listener]))  # serve() would take the signals of the tests' process
    while not server.started:
        await asyncio.sleep(0.005)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await task


def _client(port: int, user: UserStub) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {user.token}"}
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=20, trust_env=False)
