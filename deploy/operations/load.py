"""Open-loop load generator: requests leave at a constant rate, whether answers come or not."""

import asyncio
import itertools
import json
import math
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self
from urllib.parse import urlsplit

import httpx2 as httpx
import uvloop

PATIENCE = 30.0  # seconds for an answer
PASSING = frozenset({0, 502, 503, 504})  # after which a write is sent again
PAUSE = 1.0  # seconds before it, half of it more or less; as Retry-After says
LOGIN = {"username": "admin@vetchart.com", "password": "password"}
READS = ("owners", "patients", "records", "appointments", "bills", "dashboard/stats")
DESK_RATE = 100.0  # requests a second


@dataclass(frozen=True, slots=True)
class Request:
    """`key`: its Idempotency-Key; a request with one is sent again until it's answered."""

    method: str
    path: str
    body: bytes = b""
    key: str = ""

    def head(self, host: str, token: str) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}", f"Authorization: Bearer {token}"]
        lines += [f"Idempotency-Key: {self.key}"] if self.key else []
        if self.method != "GET":
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", ""]).encode()


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` 0: the connection ended before the answer did, or none came."""

    request: Request
    sent: float  # time.monotonic()
    latency: float  # seconds
    status: int
    head: bytes
    body: bytes

    @property
    def failed(self) -> bool:
        return self.status == 0 or self.status >= 400

    @property
    def detail(self) -> str:
        return str(json.loads(self.body)["detail"]) if self.status >= 400 and self.body else "no answer"

    def header(self, name: str) -> str:
        start = f"{name}:".lower()
        lines = self.head.decode("latin-1").splitlines()
        return next((line[len(start) :].strip() for line in lines if line.lower().startswith(start)), "")


class LoadClient:
    """As many connections as there are requests at once; each is used again."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._token = parts.hostname or "", parts.port or 80, token
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def send(self, request: Request) -> Answer:
        head, body, started = b"", b"", time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await self._connection()
                try:
                    started = time.monotonic()
                    writer.write(request.head(self._host, self._token) + request.body)
                    head = await reader.readuntil(b"\r\n\r\n")
                    body = await reader.readexactly(_length(head))
                    self._idle.append((reader, writer))
                except BaseException:
                    writer.transport.abort()
                    raise
            status = int(head[9:12])
        except (OSError, EOFError, asyncio.LimitOverrunError):  # TimeoutError is an OSError
            status = 0
        return Answer(request, started, time.monotonic() - started, status, head, body)

    async def send_until_answered(self, request: Request, tell: Callable[[Answer], None]) -> None:
        """Whoever sends a write again with its key can't do it twice."""
        while True:
            answer = await self.send(request)
            tell(answer)
            if not request.key or answer.status not in PASSING:
                return
            await asyncio.sleep(PAUSE * random.uniform(0.5, 1.5))  # noqa: S311  # not all at once, as the page's

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            reader, writer = self._idle.pop()
            if not (reader.at_eof() or writer.is_closing()):
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self._host, self._port, limit=1 << 20)

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


class Load:
    """`with Load(...) as load:` sends what `make` gives for 0, 1, 2, ... from a thread of its own until the block ends.

    At its end, all that was sent has been answered: `load.answers`, in the order in which they came.
    """

    def __init__(self, url: str, token: str, rate: float, make: Callable[[int], Request]) -> None:
        self._url, self._token, self._rate, self._make = url, token, rate, make
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="load")
        self._failure: BaseException | None = None
        self.answers: list[Answer] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        if self._failure:
            raise self._failure

    def since(self, moment: float) -> list[Answer]:
        """Those of what was sent after it, time.monotonic()."""
        return [answer for answer in list(self.answers) if answer.sent >= moment]

    def wait_for(self, more: int) -> None:
        """Until so many more requests were answered."""
        goal = len(self.answers) + more
        while len(self.answers) < goal and self._thread.is_alive():
            time.sleep(0.02)

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(self._send())
        except BaseException as failure:
            self._failure = failure

    async def _send(self) -> None:
        client = LoadClient(self._url, self._token)
        started = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number in itertools.count():
                await asyncio.sleep(started + number / self._rate - time.monotonic())
                if self._end.is_set():
                    break
                group.create_task(client.send_until_answered(self._make(number), self.answers.append))
        client.close()


@dataclass(frozen=True, slots=True)
class WrittenThing:
    """An owner that the gateway said was made."""

    id: str
    sent: datetime
    acknowledged: datetime


class LoadDesk(Load):
    """The US demo clinic's people: three reads to a write."""

    def __init__(self, url: str) -> None:
        login = httpx.post(f"{url}/api/auth/login", json=LOGIN, timeout=20).raise_for_status()
        super().__init__(url, login.json()["token"], DESK_RATE, _at_the_desk)

    def written(self) -> list[WrittenThing]:
        """In the order in which they were acknowledged."""
        clock = time.time() - time.monotonic()
        return [
            WrittenThing(
                json.loads(each.body)["id"],
                datetime.fromtimestamp(clock + each.sent, UTC),
                datetime.fromtimestamp(clock + each.sent + each.latency, UTC),
            )
            for each in self.answers
            if each.status == 201
        ]


def _at_the_desk(number: int) -> Request:
    if number % 4:
        return Request("GET", f"/api/{READS[number % len(READS)]}")
    return Request("POST", "/api/owners", json.dumps({"firstName": "Drill", "lastName": str(number)}).encode())


def peak(url: str, token: str, request: Request, connections: int, seconds: float) -> float:
    """Answers a second, when each connection sends as soon as it has its answer."""
    return uvloop.run(_peak(url, token, request, connections, seconds))


async def _peak(url: str, token: str, request: Request, connections: int, seconds: float) -> float:
    client, done, end = LoadClient(url, token), 0, time.monotonic() + seconds

    async def one() -> None:
        nonlocal done
        while time.monotonic() < end:
            answer = await client.send(request)
            done += answer.status == 200  # in one step: over an await, `+=` would forget what the others added

    await asyncio.gather(*(one() for _ in range(connections)))
    client.close()
    return done / seconds


def percentile(answers: Iterable[Answer], percent: float) -> float:
    """Of the latencies, in seconds; of none it is no number, which is below nothing."""
    latencies = sorted(answer.latency for answer in answers) or [math.nan]
    return latencies[math.ceil(len(latencies) * percent / 100) - 1]


def failures(answers: Iterable[Answer]) -> list[str]:
    """Those that failed, in words, the most frequent first."""
    words = [f"{a.status} {a.request.method} {a.request.path}: {a.detail}" for a in answers if a.failed]
    return [word for word, count in Counter(words).most_common() for _ in range(count)]
