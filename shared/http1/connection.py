"""A connection, in the place of uvicorn's: strict framing, times and rates, one answer a request.

uvicorn still listens, counts and stops; see framing.py for what a request may look like, exchange.py for one of them.
"""

import asyncio
from typing import Any, ClassVar, Final

from uvicorn import Config
from uvicorn.protocols.utils import get_local_addr, get_remote_addr, is_ssl
from uvicorn.server import ServerState

from shared import logging, metrics
from shared.http1.bodies import Body, Chunked, Counted
from shared.http1.exchange import Exchange
from shared.http1.framing import INSIDE, Bounds, Head, Refused, check_unfinished, read_head
from shared.http1.refusals import refusal

HEAD_SECONDS: Final = 10.0  # from a head's first byte to its last; for the first, from the connection
# Longer than the gateway keeps its idle connections to a service: the side that sends the next request closes first.
IDLE_SECONDS: Final = 75.0
BODY_GRACE: Final = 10.0  # seconds
BODY_RATE: Final = 1024  # bytes a second after that, on average
STALLED_SECONDS: Final = 75.0  # for a client that takes nothing of its answer
LINGER_SECONDS: Final = 2.0  # the last answer arrives before the connection is reset
# Of a body, before anything is started for it: who sends slowly has a connection, not a place among the requests in
# flight, and a bad first piece reaches no service.
GATHERED_BYTES: Final = 64 * 1024
CONTINUED_BYTES: Final = 1 << 20  # a longer body is asked for by the application, which may refuse it first
UNREAD_BYTES: Final = 1 << 20  # of a body that nobody reads any more; past it the connection is closed
TICK: Final = 0.5

log = logging.get()


class Connection(asyncio.Protocol):
    """`draining`, once set, makes the answer under way the last.

    `cancels`: whether what is done for a client ends when it goes. A service's transaction comes to its own end.
    """

    bounds: ClassVar[Bounds] = INSIDE
    cancels: ClassVar[bool] = False

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        if not config.loaded:
            config.load()
        self.app = config.loaded_app
        self.state = server_state
        self.app_state = app_state
        self.loop = _loop or asyncio.get_event_loop()
        self.transport: asyncio.Transport
        self.writable: asyncio.Future[None] | None = None
        self._unread = b""
        self._body: Body | None = None  # being read
        self._exchange: Exchange | None = None  # being answered, or its body still being read
        self._ending = self._reading_paused = False
        self._first = True  # request of this connection
        self.draining = False
        self._received = 0

    # asyncio's callbacks

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # TCP's is one
        self.transport = transport
        self.state.connections.add(self)  # type: ignore[arg-type]  # it calls shutdown() and nothing else
        self.server, self.client = get_local_addr(transport), get_remote_addr(transport)
        self.scheme = "https" if is_ssl(transport) else "http"
        self._since = self._stalled_since = self.loop.time()
        self._timer = self.loop.call_later(TICK, self._tick)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        self.state.connections.discard(self)
        self._ending = True
        if self._exchange is not None:
            self._exchange.leave()
        self.resume_writing()

    def data_received(self, data: bytes) -> None:
        if self._ending:
            return
        if self._unread:
            data, self._unread = self._unread + data, b""
        try:
            self._read(data)
        except Refused as refused:
            self._refuse(refused)

    def pause_writing(self) -> None:
        if self.writable is None:
            self.writable = self.loop.create_future()
            self._stalled_since = self.loop.time()

    def resume_writing(self) -> None:
        if self.writable is not None:
            self.writable.set_result(None)
            self.writable = None

    def shutdown(self) -> None:
        """uvicorn's word that the process stops: the request under way is answered, and is the last."""
        self.draining = True
        if self._exchange is None:
            self.transport.close()

    # reading

    def _read(self, data: bytes) -> None:
        while data:
            if self._body is not None:
                data = self._read_body(self._body, data)
            elif self._exchange is not None:  # the next request waits for the answer to this one
                self._unread = data
                self.pause_reading()
                break
            elif data.startswith(b"\r\n"):  # an empty line before a request is passed over (RFC 9112, 2.2)
                data = data[2:]
            elif (end := data.find(b"\r\n\r\n")) > 0:
                head, data = read_head(data[: end + 4], self.bounds), data[end + 4 :]
                self.begin(head)
            else:
                self._wait_for_head(data)
                break
        if self._exchange is not None and (self._body is None or self._received >= GATHERED_BYTES):
            self._exchange.start()

    def _wait_for_head(self, data: bytes) -> None:
        check_unfinished(data, self.bounds)
        if not self._unread and not self._first:
            self._since = self.loop.time()
        self._unread = data

    def begin(self, head: Head, *, answered: bool = False) -> None:
        """`answered`: without the application; what comes of its body is thrown away."""
        if answered and head.length == 0:
            self._first, self._since = False, self.loop.time()
            return
        self._exchange = Exchange(self, head, answered=answered)
        if head.length != 0:
            self._body = Chunked() if head.length is None else Counted(head.length)
            self._since, self._received = self.loop.time(), 0
            self._ask_for_body(head)

    def _ask_for_body(self, head: Head) -> None:
        assert self._exchange is not None
        if head.continues:
            if head.length is None or head.length <= CONTINUED_BYTES:
                self._exchange.ask_for_body()
            else:
                self._exchange.start()

    def _read_body(self, body: Body, data: bytes) -> bytes:
        content = body.feed(data)
        exchange = self._exchange
        assert exchange is not None
        self._received += len(data)
        exchange.take(content, more=not body.ended)
        if body.ended:
            self._body = None
            if exchange.complete:
                self._next()
        elif exchange.complete and self._received > UNREAD_BYTES:
            self.end()
        return body.rest

    def pause_reading(self) -> None:
        if not self._reading_paused and not self.transport.is_closing():
            self._reading_paused = True
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        if self._reading_paused and not self.transport.is_closing():
            self._reading_paused = False
            self.transport.resume_reading()

    # the end of an answer

    def answered(self, *, closes: bool) -> None:
        """The exchange's word that its answer is complete."""
        self.state.total_requests += 1
        if closes or self.draining:
            self.end()
        elif self._body is None:
            self._next()
        else:
            self.resume_reading()  # the rest of the body is read over, at the rate that bodies have

    def _next(self) -> None:
        self._exchange, self._first = None, False
        self._since = self.loop.time()
        self.resume_reading()
        if self.draining:
            self.transport.close()
        elif self._unread:
            self.loop.call_soon(self.data_received, b"")

    def end(self) -> None:
        """Closes, after a while in which the client may still send: the answer would be lost with a reset."""
        if self._body is None:
            self.transport.close()
        elif not self._ending:
            self._linger()

    def _linger(self) -> None:
        self._ending, self._body, self._unread = True, None, b""
        self._since = self.loop.time()
        self.resume_reading()
        if self.transport.can_write_eof() and not self.transport.is_closing():
            self.transport.write_eof()

    def _refuse(self, refused: Refused) -> None:
        log.debug("request refused", status=refused.status.value)
        metrics.REQUESTS_REFUSED.labels(str(refused.status.value)).inc()
        exchange, self._exchange = self._exchange, None
        if exchange is not None and exchange.started and not exchange.complete:
            self.transport.close()  # an answer cut short, never a second one
        elif exchange is None or not exchange.started:
            self.transport.write(refusal(refused))
        if exchange is not None:
            exchange.leave()
        self._linger()

    # time

    def _tick(self) -> None:
        self._timer = self.loop.call_later(TICK, self._tick)
        now = self.loop.time()
        if self.writable is not None and now - self._stalled_since > STALLED_SECONDS:
            self.transport.abort()
        elif self._reading_paused:
            self._since += TICK  # it waits for us
        else:
            self._check_time(now - self._since)

    def _check_time(self, waited: float) -> None:
        if self._ending:
            if waited > LINGER_SECONDS:
                self.transport.abort()
        elif self._body is not None:
            if waited > BODY_GRACE and self._received < (waited - BODY_GRACE) * BODY_RATE:
                self._refuse(Refused(408, "The body comes too slowly."))
        elif self._exchange is None and waited > (HEAD_SECONDS if self._first or self._unread else IDLE_SECONDS):
            if self._unread:
                self._refuse(Refused(408, "The request's head didn't come in time."))
            else:
                self.transport.close()
