"""Read buffer of a connection: waits for a whole head or piece, and scans each byte of a head once."""

import asyncio
import sys
from typing import ClassVar, Final

from shared.process.http1.framing import INSIDE, Bounds, Head, Refused, check_unfinished, read_head

EMPTY_LINES: Final = 4  # before a request


class Incoming(asyncio.Protocol):
    """A connection's reading side. It says what to wait for: each look costs as much as a thousand bytes do."""

    bounds: ClassVar[Bounds] = INSIDE
    transport: asyncio.Transport

    def __init__(self) -> None:
        self.unread = bytearray()
        self.reading_paused = self.half_closed = False
        self.in_head = False  # a head has begun
        self._enough = 0  # bytes that mean something; _by_line: or a line end among them
        self._by_line = False
        self._seen = self._empty_lines = 0  # of the head that has begun

    def data_received(self, data: bytes) -> None:
        if self._enough:  # first: 16 KB may come a byte at a time
            self.unread += data
            if len(self.unread) < self._enough and (not self._by_line or b"\n" not in data):
                return
            data = bytes(self.unread)
            self.unread.clear()
            self._enough = 0
        self.read(data)

    def read(self, data: bytes) -> None:
        raise NotImplementedError

    def wait(self, unread: bytes, enough: int, *, by_line: bool) -> None:
        """Buffers what is no whole head or piece yet."""
        self.unread += unread
        self._enough, self._by_line = enough, by_line
        if self.half_closed:
            self.transport.close()  # for what will never come

    def wait_in_line(self, unread: bytes) -> None:
        """Buffers a pipelined request until those before it are answered."""
        self.unread += unread
        self._enough, self._by_line = sys.maxsize, False
        self.pause_reading()

    def forget(self) -> None:
        self.unread.clear()
        self._enough = 0

    def look_again(self) -> None:
        """At what waits."""
        if self.unread:
            self._enough = 1
            self.data_received(b"")

    def take_head(self, data: bytes) -> tuple[Head | None, bytes]:
        """A request's head, once all of it is there, and what follows. Raises Refused."""
        if data.startswith(b"\r\n"):  # passed over (RFC 9112, 2.2)
            self._seen = 0
            self._empty_lines += 1
            if self._empty_lines > EMPTY_LINES:
                raise Refused(400, "The request begins with too many empty lines.")
            return None, data[2:]
        if (end := data.find(b"\r\n\r\n", max(0, self._seen - 3))) < 0:
            check_unfinished(data, self.bounds, self._seen)
            self._seen = len(data)
            self.wait(data, self.bounds.head_bytes + 1, by_line=True)
            return None, b""
        self._seen = self._empty_lines = 0
        return read_head(data[: end + 4], self.bounds), data[end + 4 :]

    def pause_reading(self) -> None:
        if not self.reading_paused and not self.half_closed and not self.transport.is_closing():
            self.reading_paused = True
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        if self.reading_paused and not self.transport.is_closing():
            self.reading_paused = False
            self.transport.resume_reading()
