"""HTTP/1.1 for hypothesis: messages, good and hostile, cut into the segments in which they arrive; all of it shrinks.

A `MessageShape` is a message that can be made of any size, so that a test can see how a cost grows with it.
"""

from dataclasses import dataclass
from itertools import cycle, pairwise
from typing import Final

from hypothesis import strategies as st

MOST: Final = 16 * 1024  # bytes of a head
REQUEST: Final = b"POST / HTTP/1.1\r\nHost: a\r\n"
CHUNKED: Final = REQUEST + b"Transfer-Encoding: chunked\r\n\r\n"
CLOSING: Final = b"Connection: close\r\n\r\n"

# Where something repeated can stand: what comes before it, and what ends it well.
PLACES: Final = (
    (b"", b""),
    (b"GET /", b" HTTP/1.1\r\nHost: a\r\n\r\n"),
    (b"GET / HTTP/1.1\r\nHost: ", b"\r\n\r\n"),
    (b"GET http://", b"/ HTTP/1.1\r\nHost: a\r\n\r\n"),
    (REQUEST, b"\r\n\r\n"),
    (REQUEST + b"X:", b"\r\n\r\n"),
    (REQUEST + b"Connection: ", b"\r\n\r\n"),
    (REQUEST + b"Transfer-Encoding: ", b"\r\n\r\n"),
    (REQUEST + b"Content-Length: ", b"\r\n\r\n"),
    (REQUEST + b"Content-Length: 16384\r\n\r\n", b""),
    (CHUNKED, b"0\r\n\r\n"),
    (CHUNKED + b"1;", b"\r\nx\r\n0\r\n\r\n"),
    (CHUNKED + b"4000\r\n", b"\r\n0\r\n\r\n"),
    (CHUNKED + b"0\r\n", b"\r\n\r\n"),
    (CHUNKED + b"0\r\nX:", b"\r\n\r\n"),
)
REPEATED: Final = (
    b" ", b"\t", b" \t", b"\r\n", b"\n", b"\r", b"a", b"A", b"0", b"1", b"f", b",", b", ", b":", b";", b"/", b".", b"-",
    b"\xff", b"\x00", b"a:\r\n", b"a: b\r\n", b" x", b"1\r\nx\r\n", b"1;\r\nx\r\n", b"close,", b"a=b;", b"0\r\n",
    b"GET / HTTP/1.1\r\n", b"Host: a\r\n",
)  # fmt: skip
ENDINGS: Final = (b"", b"\x01", b"\x00", b"\n", b"\r", b" \r\n", b"x\r\n", b":", b"\x01\r\n\r\n", b"\r\n\r\n")
EVERY: Final = (1, 2, 3, 7, 64, 1000, 1 << 20)  # bytes of a segment


@dataclass(frozen=True)
class MessageShape:
    """`before`, then `pieces` over and over, then `after`; in segments of `every` bytes, one after the other."""

    before: bytes
    pieces: tuple[bytes, ...]
    after: bytes
    every: tuple[int, ...] = (1 << 20,)

    def of(self, size: int) -> list[bytes]:
        """The segments, of about `size` bytes in all."""
        once = b"".join(self.pieces)
        return _cut(self.before + once * (size // max(1, len(once))) + self.after, self.every)


def _cut(data: bytes, every: tuple[int, ...]) -> list[bytes]:
    segments, at, lengths = [], 0, cycle(every)
    while at < len(data):
        length = next(lengths)
        segments.append(data[at : at + length])
        at += length
    return segments


def shapes() -> st.SearchStrategy[MessageShape]:
    """What a stranger could make long: each place of a message, filled with a few pieces over and over."""
    pieces = st.lists(st.sampled_from(REPEATED) | st.binary(min_size=1, max_size=4), min_size=1, max_size=3)
    every = st.lists(st.sampled_from(EVERY), min_size=1, max_size=3)
    return st.builds(
        lambda place, pieces, ending, every: MessageShape(place[0], tuple(pieces), ending + place[1], tuple(every)),
        st.sampled_from(PLACES), pieces, st.sampled_from(ENDINGS), every,
    )  # fmt: skip


tokens = st.text("abcXYZ019-_.!~", min_size=1, max_size=12).map(str.encode)
values = st.text('ab c,;="/\t~', max_size=30).map(str.strip).map(str.encode)
fields = st.builds(lambda name, value: b"X-%b: %b\r\n" % (name, value), tokens, values)
targets = st.text("abc019-_.~/?=&%", max_size=40).map(lambda text: b"/" + text.encode())


@st.composite
def heads(draw: st.DrawFn, method: bytes = b"GET", framing: bytes = b"") -> bytes:
    """Well-formed ones."""
    lines = [b"Host: a\r\n", *draw(st.lists(fields, max_size=8)), framing]
    return b"%b %b HTTP/1.1\r\n%b\r\n" % (method, draw(targets), b"".join(draw(st.permutations(lines))))


@st.composite
def chunks(draw: st.DrawFn, content: bytes) -> bytes:
    """`content`, in chunks with extensions, and trailers."""
    cuts = sorted(draw(st.lists(st.integers(0, len(content)), max_size=5)))
    pieces = [content[a:b] for a, b in pairwise([0, *cuts, len(content)]) if a < b]
    extension = draw(st.sampled_from((b"", b";a", b';a="b"')))
    framed = b"".join(b"%x%b\r\n%b\r\n" % (len(piece), extension, piece) for piece in pieces)
    return framed + b"0\r\n" + b"".join(draw(st.lists(fields, max_size=3))) + b"\r\n"


@st.composite
def requests(draw: st.DrawFn, most: int = 300) -> tuple[bytes, bytes]:
    """A well-formed request, and the content of its body."""
    content = draw(st.binary(max_size=most))
    if draw(st.booleans()):
        head = draw(heads(b"POST", b"Transfer-Encoding: chunked\r\n"))
        return head + draw(chunks(content)), content
    return draw(heads(b"POST", b"Content-Length: %d\r\n" % len(content))) + content, content


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A request with some of its bytes changed, doubled, cut out or put in."""
    data = bytearray(draw(requests())[0])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 3))] = draw(st.sampled_from(REPEATED) | st.binary(max_size=3))
    return bytes(data)


@st.composite
def segments(draw: st.DrawFn, message: st.SearchStrategy[bytes]) -> list[bytes]:
    """A message as it comes in: whole, in even pieces, or cut anywhere."""
    data = draw(message)
    if draw(st.booleans()):
        return _cut(data, tuple(draw(st.lists(st.sampled_from(EVERY), min_size=1, max_size=3))))
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=8)))
    return [data[a:b] for a, b in pairwise([0, *cuts, len(data)]) if a < b]
