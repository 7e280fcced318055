"""Ingress connection with load shedding: past the limits the next request is refused before anything is done.

Connections are bounded, too, and the bytes that they buffer here, of all and of each address.
"""

import asyncio
from typing import Any, Final
from uuid import UUID

from gateway.ingress.addresses import Addresses, share_of
from gateway.ingress.server import Asked, Gateway
from shared.process import metrics
from shared.process.http1.connection import Connection
from shared.process.http1.framing import OUTSIDE, Head
from shared.process.http1.refusals import answer

END: Final = b"\r\n\r\n"
ALWAYS_ANSWERED: Final = frozenset((b"/healthz", b"/readyz"))
SHED: Final = answer(
    503, "unavailable", "Too many requests at once just now; try again in a moment.", b"retry-after: 1"
)
SHED_HEAD: Final = SHED[: SHED.index(END) + len(END)]
NO_ROOM: Final = answer(
    503, "unavailable", "Too many connections just now; try again later.", b"retry-after: 5", b"connection: close"
)
REPEATED_BYTES: Final = 4096
MOST_REPEATED: Final = 1000
SHED_ONES: Final = metrics.REQUESTS_SHED.labels("in_flight")


class Repeats:
    """Cache of refused requests without a body, byte for byte: a program that floods sends the same again and again,
    and each is refused without a look into it for as long as there is no place for its user's clinic."""

    def __init__(self) -> None:
        self._asked: dict[bytes, Asked] = {}

    def find(self, data: bytes) -> Asked | None:
        return self._asked.get(data)

    def put(self, data: bytes, asked: Asked) -> None:
        if data.endswith(END) and data.count(END) == 1:
            if len(self._asked) >= MOST_REPEATED:
                self._asked.clear()
            self._asked[data] = asked


REPEATS: Final = Repeats()


class Edge(Connection):
    bounds = OUTSIDE
    outside = True

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._gateway: Gateway = self.app.gateway
        self._addresses: Addresses = self.app.addresses
        self._counted = False
        self._whole = b""  # what is being read, where it may be a whole request that comes again

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # TCP's is one
        super().connection_made(transport)
        peer = self.client[0] if self.client else ""
        self._address, self._trusted = share_of(peer), self.app.clients.trusts(peer)
        self._counted = self._addresses.enter(self._address, trusted=self._trusted)
        if not self._counted:
            metrics.REQUESTS_SHED.labels("connections").inc()
            self.write(NO_ROOM)
            self.ending = True
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._counted:
            self._addresses.leave(self, self._address)
            self._counted = False
        super().connection_lost(exc)

    def note_buffered(self) -> None:
        if self._counted:
            self._addresses.note_buffered(self, self._address, self.loop.time(), trusted=self._trusted)

    def cut(self) -> None:
        self.transport.abort()

    def read(self, data: bytes) -> None:
        may_repeat = self._gateway.refuses_some and self.is_between and len(data) <= REPEATED_BYTES
        if may_repeat and self._refuses_again(data):
            return
        self._whole = data if may_repeat else b""
        super().read(data)
        self._whole = b""  # nothing is held for a connection that waits

    def _refuses_again(self, data: bytes) -> bool:
        asked = REPEATS.find(data)
        if asked is None or not self._gateway.is_full(asked):
            return False
        self._shed(asked)
        self.first = False
        self.deadlines.restart()
        return True

    def begin(self, head: Head, *, answered: bool = False) -> None:
        if self._gateway.refuses_some and head.target not in ALWAYS_ANSWERED:
            asked = self._gateway.asked(head, self.client[0] if self.client else "")
            if self._gateway.is_full(asked):
                self._shed(asked)
                answered = True
                if head.length == 0 and isinstance(asked.who, UUID):
                    REPEATS.put(self._whole, asked)
        super().begin(head, answered=answered)

    def _shed(self, asked: Asked) -> None:
        """For the load alone: what a refusal costs is missing for the rest."""
        SHED_ONES.inc()
        metrics.observe("gateway", asked.method, "shed", 503, 0.0)
        self.write(SHED_HEAD if asked.method == "HEAD" else SHED)
