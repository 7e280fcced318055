"""ASGI request-response cycle: one request and its answer, as the application sees them."""

import asyncio
from collections.abc import Awaitable, Generator
from typing import Any, Final
from urllib.parse import unquote

from starlette.types import Message, Scope

from shared.process import logging
from shared.process.http1.carrier import Carrier
from shared.process.http1.framing import Field, Head, status_line

GONE: Final = "the client has gone"
# Of a body, before it is worked on: who sends slowly has a connection, not a place among the requests in flight, and a
# bad first piece reaches no service.
GATHERED_BYTES: Final = 64 * 1024
LARGE: Final = 64 * 1024  # bytes of an answer that are counted at once
CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
SAFE: Final = frozenset((b"GET", b"HEAD", b"OPTIONS"))
BODILESS: Final = frozenset((204, 304))
ASGI: Final = {"version": "3.0", "spec_version": "2.3"}

log = logging.get()


class _Done:
    """Awaited at once: where nothing has to be waited for, a coroutine would cost half a microsecond a message."""

    def __await__(self) -> Generator[Any, None, None]:
        return iter(())  # type: ignore[return-value]


DONE: Final = _Done()


class Exchange:
    """`answered`: the connection itself has answered; what is still to come of the body is thrown away."""

    __slots__ = (
        "_chunked", "_closes", "_continues", "_gone", "_head", "_least", "_left", "_more", "_pending", "_pieces",
        "_protocol", "_size", "_task", "_waiter", "complete", "scope", "started",
    )  # fmt: skip

    def __init__(self, protocol: Carrier, head: Head, *, answered: bool = False) -> None:
        self._protocol = protocol
        self._head = head
        self._pieces: list[bytes] = []
        self._size = 0
        self._least = GATHERED_BYTES  # bytes of a body that are worth to be told
        self._more = head.length != 0
        self._continues = head.continues
        self._closes = head.closes
        self._waiter: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._gone = False
        self._pending = b""  # the answer's head, which goes with the first piece of its body
        self._chunked = False
        self._left = 0  # bytes that Content-Length still promises
        self.started = self.complete = answered
        self.scope: Scope = {}

    def start(self) -> None:
        if self._task is None and not self.complete:
            protocol = self._protocol
            self._task = protocol.loop.create_task(self._run())
            protocol.state.tasks.add(self._task)

    def leave(self) -> None:
        """The client has gone, or is sent away."""
        self._gone = True
        self._wake()
        if self._protocol.outside and self._task is not None and not self.complete:
            self._task.cancel(GONE)

    def invite_body(self, most: int) -> None:
        """Asks for one of so many bytes; a longer one is asked for by the application, which may refuse it first."""
        if self._head.length is None or self._head.length <= most:
            self.ask_for_body()
        else:
            self.start()

    @property
    def streams(self) -> bool:
        """Whether it is answered by a stream of events, which nobody else ends."""
        return bool(self.scope.get("vetchart.streams"))

    @property
    def only_reads(self) -> bool:
        return self._head.method in SAFE and not self.started

    @property
    def buffered_bytes(self) -> int:
        return max(0, self._size)

    # the request

    def take(self, content: bytes, *, more: bool) -> None:
        """Of the body, as it comes in."""
        if self.complete:
            return
        if content:
            self._pieces.append(content)
            self._size += len(content)
            if self._size >= GATHERED_BYTES and self._task is not None:
                self._protocol.pause_reading()
        self._more = more
        self._wake()

    def ask_for_body(self) -> None:
        if self._continues and not self.started and not self._pieces:
            self._protocol.write(CONTINUE)
        self._continues = False

    async def receive(self) -> Message:
        """A first piece is large, or all: `vetchart.body_limit` in the scope says how much more is too much."""
        self.ask_for_body()
        told = not self._more and not self._pieces and self._size < 0
        least = min(self._least, self.scope.get("vetchart.body_limit", GATHERED_BYTES) + 1)
        self._least = 1
        while (told or (self._more and self._size < least)) and not self._gone and not self.complete:
            self._waiter = self._protocol.loop.create_future()
            await self._waiter
        if self._gone or self.complete:
            return {"type": "http.disconnect"}
        body, self._pieces = b"".join(self._pieces), []
        self._size = 0 if self._more else -1  # -1: the end has been told, only a disconnect can follow
        self._protocol.resume_reading()
        return {"type": "http.request", "body": body, "more_body": self._more}

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # the answer

    def send(self, message: Message) -> Awaitable[None]:
        if self._gone:
            return DONE
        if message["type"] == "http.response.start":
            self._begin(message["status"], message.get("headers", ()))
        else:
            self._write(message.get("body", b""), message.get("more_body", False))
        if self.complete or self._protocol.writable is None:
            return DONE  # what is complete waits for its client by itself
        return asyncio.shield(self._protocol.writable)

    def _begin(self, status: int, fields: list[Field]) -> None:
        assert not self.started
        self.started = True
        lines = [b"%b: %b\r\n" % field for field in self._protocol.state.default_headers]
        length = None
        for name, value in fields:
            if name == b"connection":
                self._closes = self._closes or value.lower() == b"close"
                continue
            lines.append(b"%b: %b\r\n" % (name, value))
            if name == b"content-length":
                length = int(value)
        self._frame(status, length, lines)
        if self._closes or self._protocol.draining:
            self._closes = True
            lines.append(b"connection: close\r\n")
        self._pending = b"%b%b\r\n" % (status_line(status), b"".join(lines))
        if self._pending.count(b"\n") != len(lines) + 2:
            raise ValueError("a line end in a header of the answer")

    def _frame(self, status: int, length: int | None, lines: list[bytes]) -> None:
        if self._head.method == b"HEAD" or status in BODILESS:
            self._left = 0
        elif length is not None:
            self._left = length
        elif self._head.minor:
            self._chunked = True
            lines.append(b"transfer-encoding: chunked\r\n")
        else:
            self._closes, self._left = True, -1  # HTTP/1.0: the connection's end is the answer's

    def _write(self, body: bytes, more: bool) -> None:
        assert self.started and not self.complete
        pending, self._pending = self._pending, b""
        if self._head.method == b"HEAD":
            body = b""
        if self._chunked:
            end = b"" if more else b"0\r\n\r\n"
            body = b"%x\r\n%b\r\n%b" % (len(body), body, end) if body else end
        elif self._left >= 0:
            self._left -= len(body)
            if self._left < 0 or (self._left and not more):
                raise ValueError("the answer's body isn't as long as its Content-Length")
        if len(body) < LARGE:
            self._protocol.write(pending + body)
        else:  # two messages cost less than a copy
            self._protocol.write(pending)
            self._protocol.write(body)
            self._protocol.note_buffered()
        if not more:
            self.complete = True
            self._wake()
            self._protocol.answered(closes=self._closes)

    async def _run(self) -> None:
        protocol = self._protocol
        try:
            self.scope = self._scope()
            await protocol.app(self.scope, self.receive, self.send)
        except Exception as error:
            if not self._gone:
                log.error("request failed", exc_info=error)
        finally:
            if self._task is not None:
                protocol.state.tasks.discard(self._task)
            if not self.complete and not self._gone:
                protocol.transport.close()  # what isn't whole must not look as if it were

    def _scope(self) -> Scope:
        protocol, head = self._protocol, self._head
        path, _, query = head.target.partition(b"?")
        text = path.decode("latin-1")
        return {
            "type": "http",
            "asgi": ASGI,
            "http_version": "1.1" if head.minor else "1.0",
            "server": protocol.server,
            "client": protocol.client,
            "scheme": protocol.scheme,
            "method": head.method.decode(),
            "root_path": "",
            "path": unquote(text) if "%" in text else text,
            "raw_path": path,
            "query_string": query,
            "headers": head.fields,
            "state": protocol.app_state.copy(),
        }
