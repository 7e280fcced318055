"""Clients that only hold a place: they are closed in time, and who asks beside them is answered."""

import asyncio
import itertools
import socket
import time
from urllib.parse import urlsplit

from deploy.operations.load import failures, percentile
from tests.attack.processes import held
from tests.attack.wire import connect
from tests.chaos.hospital import Hospital, read
from tests.chaos.table import Figures

OTHERS = 50.0  # requests a second
OTHERS_P95 = 300  # ms
SLOW = 1000
BYTE = 1.0  # seconds from one to the next
CLOSED = 12.0  # seconds
READERS = 250
UNREAD_CLOSED = 20.0  # seconds
ASKED = 5  # times on each connection: more than the kernel takes for it
WINDOW = 2048  # bytes


async def test_a_thousand_connections_that_send_a_byte_a_second(whole: Hospital, figures: Figures) -> None:
    head = b"POST /api/owners HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    head += f"Authorization: Bearer {whole.token}\r\nContent-Length: 100000\r\n\r\n".encode()
    with whole.load(read, OTHERS) as load:
        sources = _sources(3)
        slow = [_dribble(whole.suite.gateway_url, at_once, next(sources)) for at_once in (b"", head) * (SLOW // 2)]
        closed = await asyncio.gather(*slow)
    figures.at_most("heads: closed after, slowest", max(closed[0::2]), CLOSED, "s")
    figures.at_most("bodies: closed after, slowest", max(closed[1::2]), CLOSED, "s")
    figures.none("requests of others that failed", failures(load.answers), len(load.answers))
    figures.at_most("p95 of others", 1000 * percentile(load.answers, 95), OTHERS_P95, "ms")
    figures.check()


async def test_clients_that_ask_and_read_nothing_or_a_byte_a_second(whole: Hospital, figures: Figures) -> None:
    token = f"Authorization: Bearer {whole.token}\r\n"
    public = [(path, given) for path in ("/api/openapi.json", "/large.js") for given in ("", token)]
    asked = [*public, *public, ("/api/patients?limit=500", token)]
    messages = itertools.cycle(f"GET {path} HTTP/1.1\r\nHost: a\r\n{given}\r\n".encode() for path, given in asked)
    url, sources = whole.suite.gateway_url, _sources(4)
    with whole.load(read, OTHERS) as load:
        started = time.monotonic()
        clients = [_asks(url, next(sources), next(messages) * ASKED) for _ in range(READERS)]
        sockets = await asyncio.gather(*clients)
        reading = asyncio.create_task(_read_slowly(sockets[1::2]))
        while (left := held(url, "127.0.4")) and time.monotonic() - started < UNREAD_CLOSED + 2:
            await asyncio.sleep(0.25)
        after = time.monotonic() - started
        reading.cancel()
    for each in sockets:
        each.close()
    figures.at_most(f"{READERS} clients that take no answer: {left} left after", after, UNREAD_CLOSED, "s")
    figures.none("requests of others that failed", failures(load.answers), len(load.answers))
    figures.at_most("p95 of others", 1000 * percentile(load.answers, 95), OTHERS_P95, "ms")
    figures.check()


def _sources(third: int) -> "itertools.cycle[str]":
    """A few connections from each of many addresses, so that no address's bound helps."""
    return itertools.cycle(f"127.0.{third}.{last}" for last in range(1, 126))


async def _dribble(url: str, at_once: bytes, source: str) -> float:
    """Seconds until the other side closes the connection, for which a byte a second is sent after the first ones."""
    started = time.monotonic()
    reader, writer = await connect(url, source)
    writer.write(at_once)
    closing = asyncio.create_task(reader.read())
    for byte in (b"GET /" + b"x" * 100)[: int(CLOSED / BYTE) + 5]:
        writer.write(bytes([byte]))
        if (await asyncio.wait({closing}, timeout=BYTE))[0]:
            break
    writer.transport.abort()
    await asyncio.gather(closing, return_exceptions=True)
    return time.monotonic() - started


async def _asks(url: str, source: str, message: bytes) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
    client.setblocking(False)
    client.bind((source, 0))
    loop, parts = asyncio.get_running_loop(), urlsplit(url)
    await loop.sock_connect(client, (parts.hostname, parts.port))
    await loop.sock_sendall(client, message)
    return client


async def _read_slowly(sockets: list[socket.socket]) -> None:
    while True:
        for each in sockets:
            _take_a_byte(each)
        await asyncio.sleep(BYTE)


def _take_a_byte(client: socket.socket) -> None:
    try:
        client.recv(1)
    except OSError:  # nothing there, or closed
        return
