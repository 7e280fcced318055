"""HTTP/1.1 client connection to a replica, on httptools: its parser is C, and what is done here is all there is to pay.

A bare proxy on it takes 64 µs of CPU a GET of 2 KB, one on aiohttp 167 (Python 3.11, uvicorn with uvloop, medians of
three interleaved rounds). It also knows what a general client doesn't tell: whether a connection was used before, and
whether the end of an answer was its end.
"""

import asyncio
from collections.abc import Awaitable

import httptools

HIGH_WATER = 256 * 1024  # bytes of an answer that wait for a slow client before the replica is made to wait
WHOLE = 64 * 1024  # an answer of this size at most is awaited whole: if it breaks off, the client gets a 502


class UpstreamError(Exception):
    """A replica failed. `sent`: it may have begun to work on the request; `stale`: on a connection used before."""

    def __init__(self, reason: str, *, sent: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent
        self.stale = False


class UpstreamTimeout(UpstreamError):
    def __init__(self) -> None:
        super().__init__("timeout")


class UpstreamConnection(asyncio.Protocol):
    """One exchange at a time: start(), perhaps write() and end(), then head(), then read() until it gives b""."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport
        self._waiter: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._error: Exception | None = None
        self._paused = False
        self.closed = False
        self.used = False
        self.complete = True
        self._begin(bodiless=False)

    def _begin(self, *, bodiless: bool) -> None:
        self._bodiless = bodiless
        self._chunks: list[bytes] = []
        self._size = 0
        self._length: int | None = None
        self._chunked = False
        self._reusable = True
        self._ready = False
        self.uploading = False
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []

    # the request

    def start(self, head: bytes, *, bodiless: bool) -> None:
        """Sends the request, or its head. `bodiless`: the answer has no body, whatever its headers say (HEAD)."""
        self._begin(bodiless=bodiless)
        self.complete = False
        self._transport.write(head)

    async def write(self, data: bytes, timeout: float) -> None:
        """Raises UpstreamError when the replica doesn't take it within `timeout` seconds."""
        self._transport.write(data)
        if self._paused and not self.closed:
            self._writable = self._loop.create_future()
            await self._within(self._writable, timeout)
        if self._error:
            raise self._error

    def wake(self) -> None:
        """Makes head() and read() look again."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # the answer

    async def head(self, timeout: float) -> None:
        """Waits for status and headers, and for the body if that is short. `timeout` counts from the request's end."""
        while not (self._ready and (self.complete or self._length is None or self._length > WHOLE)):
            if self._error:
                raise self._error
            await self._changed(None if self.uploading else timeout)

    async def read(self, timeout: float) -> bytes:
        """What has come of the body, b"" at its end. Raises UpstreamError if it breaks off."""
        while not self._chunks:
            if self._error:
                raise self._error
            if self.complete:
                return b""
            await self._changed(timeout)
        data = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks.clear()
        if self._size > HIGH_WATER and not self.closed:
            self._transport.resume_reading()
        self._size = 0
        return data

    @property
    def ended(self) -> bool:
        """Whether all of the body has been read."""
        return self.complete and not self._chunks

    @property
    def reusable(self) -> bool:
        return self.ended and self._reusable and not self.closed and not self.uploading

    def fail(self, error: Exception) -> None:
        """Ends the exchange: whoever waits for it gets the error."""
        if self._error is None:
            self._error = error
        self.closed = True
        self._transport.abort()
        self.wake()

    def _late(self) -> None:
        self.fail(UpstreamTimeout())

    def close(self) -> None:
        self.closed = True
        self._transport.close()

    def abort(self) -> None:
        """Whatever is under way: the replica sees that nobody waits any more."""
        self.closed = True
        self._transport.abort()

    async def _changed(self, timeout: float | None) -> None:
        self._waiter = self._loop.create_future()
        try:
            if timeout is None:
                await self._waiter
            else:
                await self._within(self._waiter, timeout)
        finally:
            self._waiter = None

    async def _within(self, future: Awaitable[None], timeout: float) -> None:
        # Cheaper than asyncio.timeout, and the timer alone decides: a client that leaves cancels the task itself.
        timer = self._loop.call_later(timeout, self._late)
        try:
            await future
        finally:
            timer.cancel()

    # asyncio's callbacks

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # TCP's is one
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self.complete:  # nobody asked
            self.fail(UpstreamError("unasked answer"))
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self.fail(UpstreamError("malformed answer"))
        self.wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if not self.complete:
            self._error = self._error or UpstreamError("connection lost")
        self.resume_writing()
        self.wake()

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)

    # httptools' callbacks

    def on_message_begin(self) -> None:
        if self._ready:  # a second answer: nothing on this connection can be trusted
            self._reusable = False

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._ready:  # a trailer
            return
        name = name.lower()
        self.headers.append((name, value))
        if name == b"content-length":
            self._length = int(value)
        elif name == b"transfer-encoding":
            self._chunked = True

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200:
            self.headers = []
            return
        bodiless = self._bodiless or status in (204, 304)
        if not bodiless and self._length is None and not self._chunked:
            raise UpstreamError("an answer without an end can't be told from one cut off")
        self.status = status
        self._reusable = self._reusable and self._parser.should_keep_alive()
        self._ready = True
        if self._bodiless:
            self.complete = True
            self._reusable = False  # the parser expects a body

    def on_body(self, body: bytes) -> None:
        if self.complete:
            self._reusable = False
            return
        self._chunks.append(body)
        self._size += len(body)
        if self._size > HIGH_WATER:
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        if self.status:
            self.complete = True
