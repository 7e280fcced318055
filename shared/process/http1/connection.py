"""HTTP/1.1 server connection in the place of uvicorn's: strict framing, time-outs and rates, one answer a request.

uvicorn still listens, counts and stops; see framing.py for what a request may look like, exchange.py for one of them.
"""

import asyncio
import socket
from typing import Any, ClassVar, Final

from uvicorn import Config
from uvicorn.protocols.utils import get_local_addr, get_remote_addr, is_ssl
from uvicorn.server import ServerState

from shared.process import logging, metrics
from shared.process.http1.bodies import Body, Chunked, Counted
from shared.process.http1.deadlines import Deadlines
from shared.process.http1.exchange import GATHERED_BYTES, Exchange
from shared.process.http1.framing import Head, Refused
from shared.process.http1.incoming import Incoming
from shared.process.http1.refusals import refusal

CONTINUED_BYTES: Final = 1 << 20  # a longer body is asked for by the application, which may refuse it first
UNREAD_BYTES: Final = 1 << 20  # of a body that nobody reads any more; past it the connection is closed
WORTH_BYTES: Final = 4 * 1024  # of a body that comes in tiny segments, before it is looked at
# Of answers that wait for a client before the application has to. Below it, nothing is held for who takes slowly but
# the bytes: the request has been answered.
UNSENT_BYTES: Final = 2 << 20
SENDING_BYTES: Final = 256 * 1024  # of them in the system, which would take megabytes at once, and copy them

log = logging.get()


class Connection(Incoming):
    """`draining`, once set, makes the answer under way the last.

    `outside`: the other end is a client, not the gateway. What is done for it ends when it goes (a service's
    transaction comes to its own end), its request is judged before the body is there, and it may close its own side
    and be answered.
    """

    outside: ClassVar[bool] = False

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__()
        if not config.loaded:
            config.load()
        self.app = config.loaded_app
        self.state = server_state
        self.app_state = app_state
        self.loop = _loop or asyncio.get_event_loop()
        self.writable: asyncio.Future[None] | None = None
        self.body: Body | None = None  # being read
        self.exchange: Exchange | None = None  # being answered, or its body still being read
        self.ending = self.draining = False
        self.first = True  # request of this connection
        self.received = 0  # of the body
        self.written = self.taken = 0  # by us, by the client

    # asyncio's callbacks

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # TCP's is one
        self.transport = transport
        self.state.connections.add(self)  # type: ignore[arg-type]  # it calls shutdown() and nothing else
        self.server, self.client = get_local_addr(transport), get_remote_addr(transport)
        self.scheme = "https" if is_ssl(transport) else "http"
        self.deadlines = Deadlines(self)
        if self.outside:
            transport.set_write_buffer_limits(UNSENT_BYTES)
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENDING_BYTES)

    def connection_lost(self, exc: Exception | None) -> None:
        self.deadlines.stop()
        self.state.connections.discard(self)
        self.ending = True
        if self.exchange is not None:
            self.exchange.leave()
        self.resume_writing()

    def eof_received(self) -> bool:
        """The client sends no more. The answer to what it has sent still reaches it."""
        exchange = self.exchange
        if not self.outside or self.ending or self.body is not None or exchange is None or exchange.streams:
            return False
        self.half_closed = True
        self.deadlines.restart()
        return True

    def pause_writing(self) -> None:
        if self.writable is None:
            self.writable = self.loop.create_future()

    def resume_writing(self) -> None:
        if self.writable is not None:
            self.writable.set_result(None)
            self.writable = None
            if self.exchange is None and not self.ending:
                self._read_on()

    def shutdown(self) -> None:
        """uvicorn's word that the process stops: the request under way is answered, and is the last."""
        self.draining = True
        if self.exchange is None:
            self.transport.close()

    # reading

    @property
    def is_between(self) -> bool:
        """Whether what comes now begins a request, which can be answered."""
        idle = self.exchange is None and self.body is None and self.writable is None
        return idle and not (self.in_head or self.ending or self.draining or self.half_closed)

    def read(self, data: bytes) -> None:
        if self.ending:
            return
        try:
            self._read(data)
        except Refused as refused:
            self.refuse(refused)

    def _read(self, data: bytes) -> None:
        while data:
            if self.body is not None:
                data = self._read_body(self.body, data)
            elif self.exchange is not None or self.writable is not None:
                self.wait_in_line(data)
                break
            else:
                data = self._read_head(data)
        if self.exchange is not None and (self.body is None or self.outside or self.received >= GATHERED_BYTES):
            self.exchange.start()
        elif self.exchange is None and self.half_closed:
            self.transport.close()
        if self.body is not None:
            self.wait(b"", min(self.body.wants, WORTH_BYTES), by_line=self.body.by_line)
            self.note_buffered()

    def _read_head(self, data: bytes) -> bytes:
        if not self.in_head:
            self.in_head = True
            if not self.first:
                self.deadlines.restart()
        head, rest = self.take_head(data)
        if head is not None:
            self.in_head = False
            self.begin(head)
        return rest

    def begin(self, head: Head, *, answered: bool = False) -> None:
        """`answered`: without the application; what comes of its body is thrown away."""
        if answered and head.length == 0:
            self.first = False
            self.deadlines.restart()
            return
        self.exchange = Exchange(self, head, answered=answered)
        if head.length != 0:
            self.body = Chunked() if head.length is None else Counted(head.length)
            self.received = 0
            self.deadlines.restart()
            if head.continues and not self.outside:
                self.exchange.invite_body(CONTINUED_BYTES)

    def _read_body(self, body: Body, data: bytes) -> bytes:
        content = body.feed(data)
        exchange = self.exchange
        assert exchange is not None
        self.received += len(data)
        exchange.take(content, more=not body.ended)
        if body.ended:
            self.body = None
            if exchange.complete:
                self._next()
        elif exchange.complete and self.received > UNREAD_BYTES:
            self.end()
        return body.rest

    def _read_on(self) -> None:
        self.resume_reading()
        if self.unread:
            self.loop.call_soon(self.look_again)

    # writing

    def write(self, data: bytes) -> None:
        self.written += len(data)
        self.transport.write(data)

    @property
    def buffered_bytes(self) -> int:
        """What has come and isn't read, and what is answered and isn't sent."""
        body = 0 if self.exchange is None else self.exchange.buffered_bytes
        return self.transport.get_write_buffer_size() + len(self.unread) + body

    def note_buffered(self) -> None:
        """Called when buffered_bytes may have changed."""

    # the end of an answer

    def answered(self, *, closes: bool) -> None:
        """The exchange's word that its answer is complete."""
        self.state.total_requests += 1
        if closes or self.draining or (self.half_closed and not self.unread):
            self.end()
        elif self.body is None:
            self._next()
        else:
            self.resume_reading()  # the rest of the body is read over, at the rate that bodies have

    def _next(self) -> None:
        self.exchange, self.first = None, False
        self.deadlines.restart()
        if self.draining:
            self.transport.close()
        elif self.writable is None:
            self._read_on()

    def end(self) -> None:
        """Closes, after a while in which the client may still send: the answer would be lost with a reset."""
        if self.body is None:
            self.transport.close()
        elif not self.ending:
            self._linger()

    def _linger(self) -> None:
        self.ending, self.body = True, None
        self.forget()
        self.deadlines.restart()
        self.resume_reading()
        if self.transport.can_write_eof() and not self.transport.is_closing():
            self.transport.write_eof()

    def refuse(self, refused: Refused) -> None:
        log.debug("request refused", status=refused.status.value)
        metrics.REQUESTS_REFUSED.labels(str(refused.status.value)).inc()
        exchange, self.exchange = self.exchange, None
        if exchange is not None and exchange.started and not exchange.complete:
            self.transport.close()  # an answer cut short, never a second one
        elif exchange is None or not exchange.started:
            self.write(refusal(refused))
        if exchange is not None:
            exchange.leave()
        self._linger()
