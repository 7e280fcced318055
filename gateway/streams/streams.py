"""Server-sent events: which things of their clinic changed.

A stream tells no contents, and only of kinds that its user may read. It ends in time for what ends its session, and
whoever opens the next one is told to read anew: nothing is buffered for those who are away.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from typing import Final
from uuid import UUID

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.http.calls import OwnCall
from gateway.limits import Limits
from gateway.routes import READ_BY
from gateway.settings import GatewaySettings
from shared.identity.tokens import Identity, Verifier
from shared.process import metrics
from shared.wire.errors import TooManyRequests, Unavailable

RESYNC: Final = b"event: resync\ndata: {}\n\n"
HEARTBEAT: Final = b": still here\n\n"
QUIET_SECONDS: Final = 15.0
BEFORE_EXPIRY: Final = 2.0  # seconds
MOST_WAITING: Final = 200  # messages for a client that takes none; past it, it has to read anew
RETRY_AFTER: Final = 30  # seconds
TICK: Final = 1.0
HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would collect them
]


class ChangeTold(msgspec.Struct):
    kind: str
    id: UUID
    clinic: UUID
    version: int

    def message(self) -> bytes:
        data = msgspec.json.encode({"kind": self.kind, "id": self.id, "version": self.version})
        return b"event: change\ndata: %b\n\n" % data


class Stream:
    """What waits to be sent to one client."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self.end_reason = ""
        self._waiting = [RESYNC]
        self._woken = asyncio.Event()
        self._woken.set()
        self._last = time.monotonic()

    def tell(self, message: bytes) -> None:
        if len(self._waiting) >= MOST_WAITING:
            self._waiting = [RESYNC]
        else:
            self._waiting.append(message)
        self._woken.set()

    def end(self, reason: str) -> None:
        self.end_reason = self.end_reason or reason
        self._woken.set()

    def tick(self) -> None:
        if time.monotonic() - self._last >= QUIET_SECONDS and not self._waiting:
            self.tell(HEARTBEAT)

    async def piece(self) -> bytes:
        """All that waits, as soon as something does; nothing at the end."""
        await self._woken.wait()
        self._woken.clear()
        waiting, self._waiting = self._waiting, []
        self._last = time.monotonic()
        return b"" if self.end_reason else b"".join(waiting)


class Streams:
    """All streams of this process. `wanted` is set with the first."""

    def __init__(self, verifier: Verifier, limits: Limits, settings: GatewaySettings) -> None:
        self.wanted = asyncio.Event()
        self._verifier = verifier
        self._limits = limits
        self._settings = settings
        self._open: dict[UUID, set[Stream]] = {}  # by clinic
        self._users: Counter[UUID] = Counter()
        self._draining = False

    async def events(self, call: OwnCall) -> Response:
        """Raises TooManyRequests, Unavailable."""
        assert call.identity
        user, clinic = call.identity.user_id, call.identity.clinic_id
        if self._users[user] >= self._settings.user_streams:
            raise TooManyRequests("This user has too many streams of events open.", RETRY_AFTER)
        if len(self._open.get(clinic, ())) >= self._settings.clinic_streams:
            raise TooManyRequests("This clinic has too many streams of events open.", RETRY_AFTER)
        if self._draining or self._users.total() >= self._settings.max_streams:
            metrics.REQUESTS_SHED.labels("streams").inc()
            raise Unavailable("No more streams of events can be opened here just now.", RETRY_AFTER)
        return StreamResponse(self, self._limits, Stream(call.identity))

    def enter(self, stream: Stream) -> None:
        self._open.setdefault(stream.identity.clinic_id, set()).add(stream)
        self._users[stream.identity.user_id] += 1
        metrics.EVENT_STREAMS.inc()
        self.wanted.set()

    def leave(self, stream: Stream) -> None:
        clinic, user = stream.identity.clinic_id, stream.identity.user_id
        self._open[clinic].discard(stream)
        if not self._open[clinic]:
            del self._open[clinic]
        self._users[user] -= 1
        if not self._users[user]:
            del self._users[user]
        metrics.EVENT_STREAMS.dec()
        metrics.EVENT_STREAMS_ENDED.labels(stream.end_reason or "left").inc()

    def publish(self, changes: Iterable[ChangeTold]) -> None:
        for change in changes:
            permission, message = READ_BY.get(change.kind), change.message()
            for stream in self._open.get(change.clinic, ()):
                if permission is not None and stream.identity.may(permission):
                    stream.tell(message)

    def resync(self, clinic: UUID | None = None) -> None:
        """Something may have been missed: by one clinic, or by all."""
        for stream in self._open.get(clinic, ()) if clinic else self._all():
            stream.tell(RESYNC)

    def drain(self) -> None:
        self._draining = True
        for stream in self._all():
            stream.end("draining")

    async def watch(self) -> None:
        """Ends the streams of sessions that ended, or whose token is about to; tells quiet ones that they live."""
        while True:
            await asyncio.sleep(TICK)
            for stream in self._all():
                if stream.identity.session_id in self._verifier.revoked:
                    stream.end("revoked")
                elif stream.identity.expires - time.time() < BEFORE_EXPIRY:
                    stream.end("expired")
                stream.tick()

    def _all(self) -> list[Stream]:
        return [stream for streams in self._open.values() for stream in streams]


class StreamResponse(Response):
    """Waits more than it works: from its head on it doesn't count among the requests in flight."""

    def __init__(self, streams: Streams, limits: Limits, stream: Stream) -> None:
        super().__init__()
        self._streams = streams
        self._limits = limits
        self._stream = stream
        self.raw_headers = list(HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        if scope["method"] == "HEAD":
            await send(start)
            await send({"type": "http.response.body"})
            return
        scope["vetchart.streams"] = scope["vetchart.left"] = True
        self._limits.leave(scope.get("vetchart.who"))
        self._streams.enter(self._stream)
        try:
            await send(start)
            while piece := await self._stream.piece():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body"})
        finally:
            self._streams.leave(self._stream)
