"""Load over raw sockets: a closed loop that saturates, and constant arrival that doesn't."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CONNECTIONS = 32
_PATIENCE = 5  # seconds for the last answers


@dataclass
class Result:
    """`latencies` in seconds; `statuses` and `sizes` by the request's place in the mix."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[tuple[int, int]] = field(default_factory=Counter)
    sizes: dict[int, int] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        return sum(count for (_, status), count in self.statuses.items() if status != 200)

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds


class LoadConnection(asyncio.Protocol):
    """One request at a time. `done` is called with the connection after each whole answer."""

    transport: asyncio.Transport

    def __init__(self, result: Result, done: Callable[["LoadConnection"], None]) -> None:
        self._result = result
        self._done = done
        self._since = 0.0
        self._which = 0
        self._left = 0
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass

    def ask(self, which: int, request: bytes, since: float) -> None:
        self._which, self._since = which, since
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        if self._left == 0:
            data = self._head + data
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._head = data
                return
            self._head = b""
            self._begin(data[:end])
            self._left += end + 4
        self._left -= len(data)
        if self._left == 0:
            self._result.latencies.append(time.monotonic() - self._since)
            self._done(self)

    def _begin(self, head: bytes) -> None:
        length = _LENGTH.search(head)
        if length is None:
            raise ValueError(f"an answer without Content-Length: {head!r}")
        self._left = self._result.sizes[self._which] = int(length[1])
        self._result.statuses[self._which, int(head[9:12])] += 1


def closed(port: int, requests: Sequence[bytes], seconds: float) -> Result:
    """32 connections, each of which asks again as soon as it is answered."""
    return uvloop.run(_closed(port, requests, seconds))


async def _closed(port: int, requests: Sequence[bytes], seconds: float) -> Result:
    result = Result()
    asked = 0
    end = float("inf")

    def ask_next(connection: LoadConnection) -> None:
        nonlocal asked
        now = time.monotonic()
        if now < end:
            which = asked % len(requests)
            asked += 1
            connection.ask(which, requests[which], now)

    connections = [await _connect(port, result, ask_next) for _ in range(CONNECTIONS)]
    start = time.monotonic()
    end = start + seconds
    for connection in connections:
        ask_next(connection)
    await _answered(result, lambda: asked)
    result.seconds = time.monotonic() - start
    _close(connections)
    return result


def open_loop(port: int, request: bytes, rate: float, seconds: float) -> Result:
    """Requests at a constant rate, whatever becomes of the earlier ones; times count from when each was due."""
    return uvloop.run(_open_loop(port, request, rate, seconds))


async def _open_loop(port: int, request: bytes, rate: float, seconds: float) -> Result:
    result = Result()
    idle: list[LoadConnection] = []
    connections = [await _connect(port, result, idle.append) for _ in range(CONNECTIONS)]
    idle += connections
    start = time.monotonic()
    for number in range(int(rate * seconds)):
        due = start + number / rate
        if (early := due - time.monotonic()) > 0:
            await asyncio.sleep(early)
        if not idle:
            connections.append(await _connect(port, result, idle.append))
            idle.append(connections[-1])
        idle.pop().ask(0, request, due)
    await _answered(result, lambda: int(rate * seconds))
    result.seconds = time.monotonic() - start
    _close(connections)
    return result


async def _connect(port: int, result: Result, done: Callable[[LoadConnection], None]) -> LoadConnection:
    loop = asyncio.get_running_loop()
    return (await loop.create_connection(lambda: LoadConnection(result, done), "127.0.0.1", port))[1]


async def _answered(result: Result, asked: Callable[[], int]) -> None:
    """Waits for the last answers, which a server that closed on us will never give."""
    last, patience = -1, time.monotonic() + _PATIENCE
    while len(result.latencies) < asked():
        if len(result.latencies) != last:
            last, patience = len(result.latencies), time.monotonic() + _PATIENCE
        if time.monotonic() > patience:
            raise RuntimeError(f"{asked() - len(result.latencies)} requests were never answered")
        await asyncio.sleep(0.01)


def _close(connections: Sequence[LoadConnection]) -> None:
    for connection in connections:
        connection.transport.close()


def get(path: str, token: str, port: int) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
