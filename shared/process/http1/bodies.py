"""Message body framing: by Content-Length, or by chunked transfer coding (RFC 9112, 6 and 7)."""

import re
from typing import Final

from shared.process.http1.framing import BARE, FIELDS, Refused

EXTENSION_BYTES: Final = 256  # of all chunks of a body together
TRAILER_BYTES: Final = 4 * 1024
# Each chunk costs as much as a thousand bytes do. Some may be tiny; the others have to be worth their line.
TINY_CHUNKS: Final = 500
WORTH_BYTES: Final = 32

_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})((?:;[\t -~\x80-\xff]*)?)\r\n").fullmatch


class Body:
    """A body as its bytes come in: feed() gives what of them is content; `rest` is what follows its end.

    `wants`: fewer bytes than these needn't be fed yet; if `by_line`, as long as there is no line end among them.
    """

    by_line = False

    def __init__(self) -> None:
        self.ended = False
        self.rest = b""

    @property
    def wants(self) -> int:
        raise NotImplementedError

    def feed(self, data: bytes) -> bytes:
        """Raises Refused."""
        raise NotImplementedError


class Counted(Body):
    """With Content-Length."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self._left = length

    @property
    def wants(self) -> int:
        return self._left

    def feed(self, data: bytes) -> bytes:
        if len(data) < self._left:
            self._left -= len(data)
            return data
        content, self.rest = data[: self._left], data[self._left :]
        self.ended = True
        return content


class Chunked(Body):
    """In chunks, whose extensions and trailers are read over, within bounds."""

    def __init__(self) -> None:
        super().__init__()
        self._unread = b""
        self._left = 0  # bytes of the chunk, then its line end
        self._in_chunk = self._in_trailers = False
        self._extensions = self._trailers = 0
        self._tiny = TINY_CHUNKS  # that may still come

    @property
    def by_line(self) -> bool:  # type: ignore[override]  # known for the other kind from the start
        return not self._left

    @property
    def wants(self) -> int:
        return self._left or self._longest_line + 1 - len(self._unread)

    def feed(self, data: bytes) -> bytes:
        seen = len(self._unread)  # has no line end
        data, self._unread = self._unread + data, b""
        content: list[bytes] = []
        at = 0
        while not self.ended and at < len(data):
            if self._in_chunk and self._left:
                piece = data[at : at + self._left]
                content.append(piece)
                self._left -= len(piece)
                at += len(piece)
            elif (end := data.find(b"\n", max(at, seen))) >= 0:
                self._line(data[at : end + 1])
                at = end + 1
            else:
                self._unread = data[at:]
                self._check_unread(seen if at == 0 else 0)
                break
        if self.ended:
            self.rest = data[at:]
        return b"".join(content)

    def _line(self, line: bytes) -> None:
        if self._in_chunk:
            if line != b"\r\n":
                raise Refused(400, "A chunk doesn't end where its size says.")
            self._in_chunk = False
        elif self._in_trailers:
            self._trailer(line)
        else:
            self._size(line)

    def _size(self, line: bytes) -> None:
        found = _CHUNK(line)
        if found is None:
            raise Refused(400, "A chunk's size isn't well-formed.")
        self._extensions += len(found[2])
        if self._extensions > EXTENSION_BYTES:
            raise Refused(400, "The chunks' extensions are too long.")
        self._left = int(found[1], 16)
        self._tiny = min(TINY_CHUNKS, self._tiny + self._left // WORTH_BYTES) - 1
        if self._tiny < 0:
            raise Refused(400, "The chunks are too small.")
        self._in_chunk, self._in_trailers = self._left > 0, self._left == 0

    def _trailer(self, line: bytes) -> None:
        if line == b"\r\n":
            self.ended = True
            return
        self._trailers += len(line)
        if self._trailers > TRAILER_BYTES:
            raise Refused(431, "The trailers are too long.")
        if not line or not FIELDS(line):
            raise Refused(400, "The trailers aren't well-formed.")

    @property
    def _longest_line(self) -> int:
        return TRAILER_BYTES if self._in_trailers else 2 if self._in_chunk else EXTENSION_BYTES + 16

    def _check_unread(self, seen: int) -> None:
        if len(self._unread) > self._longest_line or BARE(self._unread, max(0, seen - 1)):
            raise Refused(400, "The chunks aren't well-formed.")
