"""Two clinics in one suite: one floods it from a process of its own, the other reads and must not notice."""

import asyncio
import itertools
import multiprocessing
import os
import re
import socket
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from multiprocessing.synchronize import Event
from typing import cast

import uvloop

from deploy.local.postgres import free_port
from deploy.operations.load import Answer, Load, Request, failures, percentile
from tests.chaos.hospital import Hospital
from tests.chaos.table import Figures
from tests.conftest import eventually

NEIGHBOUR = {"username": "admin@hanbit.example", "password": "password"}
RATE = 100.0  # requests a second, of the clinic that must not notice
ROUND = float(os.environ.get("ROUND") or 8)  # seconds
BEFORE = ONSET = 1.0
ROUNDS = int(os.environ.get("ROUNDS") or 3)

LENGTH = re.compile(rb"(?i)content-length: (\d+)")

Within = AbstractContextManager[None]
Flood = Callable[[str, str], None]  # URL, token; runs until it is ended


def compare(hospital: Hospital, flood: Flood, figures: Figures, make: Callable[[int], Request]) -> None:
    """Rounds in turn, in which the flood goes to a server of its own, and to the suite: the medians are compared.

    So the load itself, which comes from another machine in earnest, takes its part of this one in both. The other reads
    already when it begins; its first second is told apart, so that the rest is that of a flood that goes on.
    """
    token = hospital.client.post("/api/auth/login", json=NEIGHBOUR).json()["token"]
    quiet: list[Sequence[Answer]] = []
    flooded: list[Sequence[Answer]] = []
    first: list[Answer] = []
    _reads(hospital, token, make)  # what is slow the first time
    with elsewhere() as other:
        for _ in range(ROUNDS):
            for url, rounds, begins in ((other, quiet, []), (hospital.suite.gateway_url, flooded, first)):
                read = _reads(hospital, token, make, partial(flooding, flood, url, hospital.token))
                rounds.append([each for each in read if each.sent >= read[0].sent + ONSET])
                begins += [each for each in read if each.sent < read[0].sent + ONSET]
                time.sleep(1)
    answers = [*first, *itertools.chain(*flooded)]
    figures.none("requests of the other that failed", failures(answers), len(answers))
    figures.beside("slowest in the flood's first second", 1000 * max(each.latency for each in first), "ms")
    for percent in (50, 99):
        figures.beside(f"p{percent} of the other before", 1000 * _median(quiet, percent), "ms")
        figures.beside(f"p{percent} of the other", 1000 * _median(flooded, percent), "ms")
    figures.at_most("rise of p99 of the other", 100 * (_median(flooded, 99) / _median(quiet, 99) - 1), 20, "%")


def _median(rounds: Sequence[Sequence[Answer]], percent: float) -> float:
    return statistics.median(percentile(each, percent) for each in rounds)


def _reads(
    hospital: Hospital, token: str, make: Callable[[int], Request], within: Callable[[], Within] = nullcontext
) -> Sequence[Answer]:
    """The answers since that has begun within which one reads."""
    with Load(hospital.suite.gateway_url, token, RATE, make) as load:
        time.sleep(BEFORE)
        with within():
            began = time.monotonic()
            time.sleep(ROUND)
    return sorted(load.since(began), key=lambda each: each.sent)


@contextmanager
def flooding(flood: Flood, url: str, token: str) -> Iterator[None]:
    """From a process that gives way to the suite's, as if it came from another machine; entered when it begins."""
    context = multiprocessing.get_context("spawn")
    begins = context.Event()
    process = context.Process(target=_give_way, args=(flood, url, token, begins))
    process.start()
    try:
        assert begins.wait(30)
        yield
    finally:
        process.kill()
        process.join()


def _give_way(flood: Flood, url: str, token: str, begins: Event) -> None:
    os.nice(5)
    begins.set()
    flood(url, token)


@contextmanager
def elsewhere() -> Iterator[str]:
    """The URL of a server that refuses everything, at as little cost as the flood's own."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=_refuse_all, args=(port,))
    process.start()
    try:
        _until_open(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.join()


def _until_open(port: int) -> None:
    def is_open() -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", port)) == 0

    eventually(is_open)


def _refuse_all(port: int) -> None:
    uvloop.run(_serve(port))


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Refusing, "127.0.0.1", port)
    await server.serve_forever()


class _Refusing(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._transport.write(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n")


class Reads:
    """Open loop: `rate` requests a second for these paths, in turn, at as little cost as Python has: the machine is
    the suite's."""

    def __init__(self, rate: float, *paths: str) -> None:
        self._rate, self._paths = rate, paths

    def __call__(self, url: str, token: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        heads = itertools.cycle([Request("GET", path).head(host, token) for path in self._paths])
        uvloop.run(self._send(host, int(port), heads))

    async def _send(self, host: str, port: int, heads: Iterator[bytes]) -> None:
        loop, started, sent = asyncio.get_running_loop(), time.monotonic(), 0
        idle: list[_Line] = []
        while True:
            for _ in range(int((time.monotonic() - started) * self._rate) - sent):
                sent += 1
                line = idle.pop() if idle else (await loop.create_connection(lambda: _Line(idle), host, port))[1]
                line.ask(next(heads))
            await asyncio.sleep(0.001)


class _Line(asyncio.Protocol):
    """A connection that is idle again when its answer has come; nobody looks at it."""

    def __init__(self, idle: "list[_Line]") -> None:
        self._idle = idle
        self._left = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def ask(self, head: bytes) -> None:
        self._left = 0
        self._transport.write(head)

    def data_received(self, data: bytes) -> None:
        if not self._left:
            head, _, data = data.partition(b"\r\n\r\n")
            self._left = int(LENGTH.search(head)[1])  # type: ignore[index]
        self._left -= len(data)
        if not self._left and not self._transport.is_closing():
            self._idle.append(self)


class Streams:
    """As many streams of events as are let in, and a request more for each that ends."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __call__(self, url: str, token: str) -> None:
        uvloop.run(self._open(url, token))

    async def _open(self, url: str, token: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        head = Request("GET", "/api/events").head(host, token)

        async def one() -> None:
            while True:
                reader, writer = await asyncio.open_connection(host, int(port))
                writer.write(head)
                await reader.read(65536)
                status = await reader.read(65536)
                writer.close()
                await asyncio.sleep(0 if status else 1)

        await asyncio.gather(*(one() for _ in range(self._count)))
