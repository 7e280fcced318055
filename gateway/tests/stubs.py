"""Services as the gateway meets them on the network: small servers that answer byte for byte what a test wants."""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from shared.testing.kit import jwks, service_token


@dataclass
class Request:
    """What came over, in its order. `rest` is there for handlers that read the body themselves."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    body: bytes = b""

    def all(self, name: str) -> list[str]:
        return [value for each, value in self.headers if each == name]

    async def answer(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def piece(self) -> bytes:
        """One chunk of a chunked body."""
        size = int(await self.reader.readline(), 16)
        return (await self.reader.readexactly(size + 2))[:-2]

    async def read_body(self) -> None:
        if self.all("transfer-encoding"):
            while piece := await self.piece():
                self.body += piece
        else:
            self.body = await self.reader.readexactly(int((self.all("content-length") or ["0"])[0]))


Handler = Callable[[Request], Awaitable[None]]


def answer(
    body: bytes = b"{}", status: str = "200 OK", headers: Iterable[tuple[str, str]] = (), length: int | None = None
) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
    lines.append(f"content-length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def json_answer(value: Any, status: str = "200 OK") -> bytes:
    return answer(json.dumps(value).encode(), status, [("content-type", "application/json")])


class Stub:
    """A replica of a service. `handle`: what it does with a request; `answers`: what it says to a path."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: dict[str, bytes] = {}
        self.handle: Handler = self._say
        self.reads_bodies = True
        self.connections: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def last(self) -> Request:
        return self.requests[-1]

    def count(self, path: str) -> int:
        return sum(request.target.partition("?")[0] == path for request in self.requests)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._converse, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """At once, as a killed process."""
        if self._server:
            self._server.close()
            self._server = None
        for writer in list(self.connections):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.add(writer)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                while True:
                    await self._respond(reader, writer)
        finally:
            self.connections.discard(writer)
            writer.close()

    async def _respond(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")[:-4].split("\r\n")
        method, target, _ = first.split(" ")
        headers = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in lines)]
        request = Request(method, target, headers, reader, writer)
        if self.reads_bodies:
            await request.read_body()
        self.requests.append(request)
        await self.handle(request)

    @staticmethod
    async def never(_: Request) -> None:
        await asyncio.Event().wait()

    async def _say(self, request: Request) -> None:
        await request.answer(self.answers.get(request.target.partition("?")[0], answer()))


def auth_stub() -> Stub:
    stub = Stub()
    stub.answers = {
        "/api/auth/.well-known/jwks.json": json_answer(jwks()),
        "/internal/token": json_answer({"token": service_token("gateway"), "expires": time.time() + 300}),
        "/internal/revocations": json_answer({"now": 0, "sessions": []}),
    }
    return stub


async def eventually(look: Callable[[], Any], seconds: float = 10) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it didn't come about"
        await asyncio.sleep(0.01)
    return found
