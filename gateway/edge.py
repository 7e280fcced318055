"""What uvicorn lets through and must not, and what it doesn't tell: that a client has gone."""

import asyncio
from typing import Any, Final

import httptools
import msgspec
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from shared import logging
from shared.errors import problem_body

HEAD_BYTES: Final = 16 * 1024
HEAD_FIELDS: Final = 64
GONE: Final = "the client has gone"
_REASONS: Final = {400: (b"Bad Request", "bad-request"), 431: (b"Request Header Fields Too Large", "head-too-large")}

log = logging.get()


class _HeadTooLarge(Exception):
    pass


class Protocol(HttpToolsProtocol):
    """uvicorn's, with a bound on the head, without trailers, and with an end to the work for a client that left."""

    _task: "asyncio.Task[None] | None" = None
    _running: RequestResponseCycle | None = None
    _in_head = False
    _bytes = 0

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._bytes = True, 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_head:  # a trailer: uvicorn would take it for a header
            return
        super().on_header(name, value)
        self._count(len(name) + len(value) + 4)

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            return  # no other protocol is spoken here: answered as a plain request
        except httptools.HttpParserError as error:
            large = isinstance(error.__context__, _HeadTooLarge)
            self._refuse(431 if large else 400)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        task, running = self._task, self._running
        if task is not None and running is not None and not running.response_complete:
            running.disconnected = True
            task.cancel(GONE)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        self._task = self.loop.create_task(cycle.run_asgi(app))
        self._task.add_done_callback(self.tasks.discard)
        self.tasks.add(self._task)

    def _count(self, size: int) -> None:
        self._bytes += size
        if self._bytes > HEAD_BYTES or len(self.headers) > HEAD_FIELDS:
            raise _HeadTooLarge

    def _refuse(self, status: int) -> None:
        """Answers what can't be read, unless an answer is under way, and closes."""
        log.info("request refused", status=status)
        if self._running is None or self._running.response_complete:
            self.transport.write(_refusal(status))
        self.transport.close()


def _refusal(status: int) -> bytes:
    phrase, slug = _REASONS[status]
    detail = "The request's head is too large." if status == 431 else "The request isn't well-formed HTTP/1.1."
    body: dict[str, Any] = problem_body(status, slug, detail, "")
    content = msgspec.json.encode(body)
    head = (
        b"HTTP/1.1 %d %b\r\ncontent-type: application/problem+json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
    )
    return head % (status, phrase, len(content)) + content
