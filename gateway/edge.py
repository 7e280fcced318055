"""A connection from outside: past the bounds of requests in flight the next is refused before anything is done.

Connections are bounded, too, and the bytes that they keep here, of all and of each address.
"""

import asyncio
from typing import Any, Final

from gateway.addresses import Addresses, share_of
from gateway.server import Gateway
from shared import metrics
from shared.http1.connection import Connection
from shared.http1.framing import OUTSIDE, Head
from shared.http1.refusals import answer

ALWAYS_ANSWERED: Final = frozenset((b"/healthz", b"/readyz"))
SHED: Final = answer(
    503, "unavailable", "Too many requests at once just now; try again in a moment.", b"retry-after: 1"
)
NO_ROOM: Final = answer(
    503, "unavailable", "Too many connections just now; try again later.", b"retry-after: 5", b"connection: close"
)
SHED_ONES: Final = metrics.REQUESTS_SHED.labels("in_flight")


class Edge(Connection):
    bounds = OUTSIDE
    outside = True

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._gateway: Gateway = self.app.gateway
        self._addresses: Addresses = self.app.addresses
        self._counted = False

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

    def keep(self) -> None:
        if self._counted:
            self._addresses.keep(self, self._address, self.loop.time(), trusted=self._trusted)

    def cut(self) -> None:
        self.transport.abort()

    def begin(self, head: Head, *, answered: bool = False) -> None:
        if self._gateway.refuses_some and head.target not in ALWAYS_ANSWERED and self._refuses(head):
            self._shed(head)
            answered = True
        super().begin(head, answered=answered)

    def _refuses(self, head: Head) -> bool:
        return self._gateway.refuses(head.target, head.fields, self.client[0] if self.client else "")

    def _shed(self, head: Head) -> None:
        """For the load alone: what a refusal costs is missing for the rest."""
        SHED_ONES.inc()
        metrics.observe("gateway", head.method.decode(), "shed", 503, 0.0)
        self.write(SHED)
