"""Time-outs of a connection, against slow clients: for a head, a body, an answer, or the next request."""

import asyncio
from typing import Final, Protocol

from shared.process.http1.exchange import Exchange
from shared.process.http1.framing import Refused
from shared.process.http1.taking import Taking, waiting

HEAD_SECONDS: Final = 10.0  # from a head's first byte to its last; for the first, from the connection
# Longer than the gateway keeps its idle connections to a service: the side that sends the next request closes first.
IDLE_SECONDS: Final = 75.0
BODY_GRACE: Final = 10.0  # seconds
BODY_RATE: Final = 1024  # bytes a second after that, on average
HALF_CLOSED_SECONDS: Final = 2.0  # for what is read; what is written comes to its end, and its answer is sent
LINGER_SECONDS: Final = 2.0  # the last answer arrives before the connection is reset
TICK: Final = 0.5


class Waiting(Protocol):
    """A connection, as far as it waits for its client."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    exchange: Exchange | None
    ending: bool
    first: bool
    half_closed: bool
    in_head: bool
    reading_paused: bool
    received: int
    taken: int
    unread: bytearray
    written: int

    @property
    def body(self) -> object | None: ...
    def note_buffered(self) -> None: ...
    def look_again(self) -> None: ...
    def refuse(self, refused: Refused) -> None: ...


class Deadlines:
    """Time-outs, looked at twice a second. `restart`: what is waited for now begins."""

    def __init__(self, connection: Waiting) -> None:
        self._connection = connection
        self._loop = connection.loop
        self._since = self._loop.time()
        self._taking = Taking(self._since)
        self._timer = self._loop.call_later(TICK, self._tick)

    def restart(self) -> None:
        self._since = self._loop.time()

    def stop(self) -> None:
        self._timer.cancel()

    def _tick(self) -> None:
        connection = self._connection
        self._timer = self._loop.call_later(TICK, self._tick)
        if self._takes_too_slowly() or self._has_left():
            connection.transport.abort()
        elif connection.reading_paused:
            self._since += TICK  # it waits for us
        else:
            self._check(self._loop.time() - self._since)
        connection.note_buffered()

    def _takes_too_slowly(self) -> bool:
        connection = self._connection
        if connection.written == connection.taken:
            return False
        left = waiting(connection.transport)
        connection.taken = connection.written - left
        return self._taking.is_too_slow(self._loop.time(), connection.written, left)

    def _has_left(self) -> bool:
        """Whether a closed side has to be taken for a client that has gone: TCP tells no difference."""
        connection, exchange = self._connection, self._connection.exchange
        if not connection.half_closed or exchange is None or not exchange.only_reads:
            return False
        return self._loop.time() - self._since > HALF_CLOSED_SECONDS

    def _check(self, waited: float) -> None:
        connection = self._connection
        if connection.ending:
            if waited > LINGER_SECONDS:
                connection.transport.abort()
        elif connection.body is not None:
            self._check_body(waited)
        elif connection.exchange is None:
            self._check_head(waited)

    def _check_body(self, waited: float) -> None:
        connection = self._connection
        received = connection.received + len(connection.unread)
        if waited > BODY_GRACE and received < (waited - BODY_GRACE) * BODY_RATE:
            connection.refuse(Refused(408, "The body comes too slowly."))
        else:
            connection.look_again()

    def _check_head(self, waited: float) -> None:
        connection = self._connection
        if waited <= (HEAD_SECONDS if connection.first or connection.in_head else IDLE_SECONDS):
            return
        if connection.in_head:
            connection.refuse(Refused(408, "The request's head didn't come in time."))
        else:
            connection.transport.close()
