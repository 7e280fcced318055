"""Strict parser of request heads (RFC 9112), against smuggling: what can be read in two ways is refused, not guessed.

Pure: bytes in, heads out; bodies.py has what follows them. One expression holds the grammar of a head, and runs in C;
httptools, whose parser is C too, lets through too much to be believed (any or no Host, two spaces, HTTP/2.0, unbounded
fields and trailers) and tells no offsets, so its answers would have to be checked by the same expressions all the same.
"""

import functools
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, NamedTuple

TARGET_BYTES: Final = 8 * 1024
OPTIONS: Final = 64  # of Connection
METHODS: Final = frozenset((b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS"))

_TOKEN: Final = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
# A match is one whole line, so all lines are well-formed if there are as many matches as line ends. Here as in every
# expression, each byte can match in one way only: with two, a bad end is tried in n² ways.
FIELDS: Final = re.compile(
    rb"^(" + _TOKEN + rb"):[\t ]*((?:[!-~\x80-\xff][\t -~\x80-\xff]*)?)\r\n", re.MULTILINE
).findall
_REQUEST_LINE: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Z-]+) ([!-~]+) HTTP/1\.([01])\r\n").match
_OTHER_VERSION: Final = re.compile(rb"[A-Z]+ [!-~]+ HTTP/(?!1\.[01])[0-9]\.[0-9]\r\n").match
_ABSOLUTE: Final = re.compile(rb"https?://([^/?#@]*)(/[!-~]*)?", re.IGNORECASE).fullmatch
_HOST: Final = re.compile(rb"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::([0-9]{1,5}))?").fullmatch
_LENGTH: Final = re.compile(rb"[0-9]{1,15}").fullmatch
BARE: Final = re.compile(rb"\x00|(?<!\r)\n|\r(?!\n|\Z)").search

Field = tuple[bytes, bytes]


@functools.cache
def status_line(status: int) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {status} {phrase}\r\n".encode()


class Bounds(NamedTuple):
    head_bytes: int
    fields: int


OUTSIDE: Final = Bounds(16 * 1024, 64)
INSIDE: Final = Bounds(20 * 1024, 80)  # what the gateway lets in, and what it says of it


class Refused(Exception):
    """The request ends here with this status, and so does its connection."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = HTTPStatus(status)
        self.detail = detail


@dataclass(slots=True)
class Head:
    """`fields`: names in lower case, in order; `by_name`: the last of each name. `length`: None if chunked."""

    method: bytes
    target: bytes
    minor: int  # of HTTP/1.x
    fields: list[Field]
    by_name: dict[bytes, bytes]
    length: int | None
    continues: bool  # the client waits for 100 (Continue)
    closes: bool  # the client wants no further request on this connection


def check_unfinished(data: bytes | bytearray, bounds: Bounds, seen: int = 0) -> None:
    """What has come of a head, its first `seen` bytes checked before. Raises Refused once it can't become one."""
    if len(data) > bounds.head_bytes:
        raise Refused(431, "The request's head is too large.")
    if data.count(b"\n") > bounds.fields + 1:
        raise _too_many_fields(bounds)
    if BARE(data, max(0, seen - 1)) or not (65 <= data[0] <= 90 or data[:2] in (b"\r", b"\r\n")):
        raise Refused(400, "The request isn't well-formed HTTP/1.1.")


def read_head(data: bytes, bounds: Bounds) -> Head:
    """`data`: all of a head with its empty line. Raises Refused."""
    line = _REQUEST_LINE(data)
    if line is None:
        if _OTHER_VERSION(data):
            raise Refused(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
        raise Refused(400, "The request isn't well-formed HTTP/1.1.")
    method, target, minor = line.groups()
    if len(data) > bounds.head_bytes:
        raise Refused(431, "The request's head is too large.")
    if len(target) > TARGET_BYTES:
        raise Refused(414, "The request's target is too long.")
    if method not in METHODS:
        raise Refused(501, "No such method is known here.")
    block = data[line.end() : -2]
    found = FIELDS(block)
    if len(found) != block.count(b"\n"):
        raise Refused(400, "The request's header fields aren't well-formed.")
    if len(found) > bounds.fields:
        raise _too_many_fields(bounds)
    return _checked(method, target, 1 if minor == b"1" else 0, found)


def _too_many_fields(bounds: Bounds) -> Refused:
    return Refused(431, f"More than {bounds.fields} header fields.")


def _checked(method: bytes, target: bytes, minor: int, found: list[Field]) -> Head:
    fields = [(name.lower(), value.rstrip(b"\t ")) for name, value in found]
    by_name = dict(fields)
    if len(by_name) != len(fields):
        _refuse_doubles(fields)
    target = _plain_target(target, _host(by_name, minor))
    connection = by_name.get(b"connection")
    closes = minor == 0 or (connection is not None and _closes(fields))
    return Head(method, target, minor, fields, by_name, _length(by_name, minor), _continues(by_name, minor), closes)


def _refuse_doubles(fields: list[Field]) -> None:
    for name in (b"host", b"content-length", b"transfer-encoding", b"expect"):
        if sum(each == name for each, _ in fields) > 1:
            raise Refused(400, f"More than one {name.decode()}.")


def _host(by_name: dict[bytes, bytes], minor: int) -> bytes | None:
    host = by_name.get(b"host")
    if host is None and minor == 0:
        return None
    found = _HOST(host) if host is not None else None
    if found is None or int(found[1] or 0) > 65535:
        raise Refused(400, "The request needs a Host, a name or address with perhaps a port.")
    return host


def _plain_target(target: bytes, host: bytes | None) -> bytes:
    """A path. Of an absolute target, if it names the same authority as Host."""
    if target.startswith(b"/"):
        if b"#" in target:
            raise Refused(400, "The request's target has a fragment.")
        return target
    absolute = _ABSOLUTE(target)
    if absolute is None or b"#" in target:
        raise Refused(400, "The request's target isn't a path.")
    if host is None or absolute[1].lower() != host.lower():
        raise Refused(421, "The request's target and its Host name different servers.")
    return absolute[2] or b"/"


def _length(by_name: dict[bytes, bytes], minor: int) -> int | None:
    coding, length = by_name.get(b"transfer-encoding"), by_name.get(b"content-length")
    if coding is not None:
        if length is not None or minor == 0:
            raise Refused(400, "The request's length is given in two ways.")
        if coding.lower() != b"chunked":
            raise Refused(501, "The only transfer coding that is known here is chunked.")
        return None
    if length is None:
        return 0
    if not _LENGTH(length):
        raise Refused(400, "The request's Content-Length isn't a number.")
    return int(length)


def _continues(by_name: dict[bytes, bytes], minor: int) -> bool:
    expected = by_name.get(b"expect")
    if expected is None:
        return False
    if expected.lower() != b"100-continue":
        raise Refused(417, "Nothing but 100-continue can be expected.")
    return minor == 1


def _closes(fields: list[Field]) -> bool:
    values = [value for name, value in fields if name == b"connection"]
    if values == [b"keep-alive"]:
        return False
    options = b",".join(values)
    if options.count(b",") >= OPTIONS:
        raise Refused(431, f"More than {OPTIONS} options of the connection.")
    return b"close" in [option.strip() for option in options.lower().split(b",")]
