"""Header filter of the reverse proxy: which go on, in which direction, and what the gateway says in its own name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from gateway.http.compression import accepts_gzip
from shared.process.http1.framing import Field
from shared.wire.errors import BUSY, Unauthenticated

_HOP: Final = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer upgrade".split()
)
# Framing is made anew; the others say who the client is or what it wants elsewhere: only the gateway says that.
_DROPPED: Final = _HOP | frozenset(
    b"""
    host content-length transfer-encoding expect traceparent x-request-id
    forwarded via client-ip true-client-ip cf-connecting-ip x-client-ip x-cluster-client-ip x-real-ip
    x-original-url x-rewrite-url x-http-method x-http-method-override x-method-override
    """.split()
)
_IDENTITY: Final = (
    b"x-user", b"x-clinic", b"x-forwarded", b"x-auth", b"x-remote", b"x-role", b"x-permission", b"x-tenant",
    b"x-session", b"x-identity", b"x-vetchart",
)  # fmt: skip
_READ: Final = frozenset((b"authorization", b"accept-encoding"))
# Of an answer. uvicorn writes the date; the id of the request is the gateway's.
_NOT_BACK: Final = _HOP | {
    b"transfer-encoding", b"date", b"server", b"x-request-id", b"x-content-type-options", b"strict-transport-security",
    BUSY.encode(),
}  # fmt: skip

# Whether it was compressed or not: a cache must not give the one to who takes the other alone.
VARY: Final = (b"vary", b"accept-encoding")
HSTS: Final = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


@dataclass(slots=True)
class RequestHead:
    """A request's head: what the gateway needs of it, and the lines that go on."""

    authorization: str | None = None
    forwarded_for: str | None = None
    forwarded_proto: bytes | None = None
    length: int | None = None
    chunked: bool = False
    gzip: bool = False
    lines: list[bytes] = field(default_factory=list)

    @property
    def has_body(self) -> bool:
        return self.chunked or bool(self.length)


def read_head(fields: Iterable[Field]) -> RequestHead:
    """Raises Unauthenticated for two Authorization headers."""
    head = RequestHead()
    named: set[bytes] = set()
    for name, value in fields:
        if name == b"connection":
            named |= {token.strip().lower() for token in value.split(b",")}
        elif name in _DROPPED:
            _read_framing(head, name, value)
        elif name.replace(b"_", b"-").startswith(_IDENTITY):
            _read_forwarded(head, name, value)
        else:
            head.lines.append(b"%b: %b\r\n" % (name, value))
            if name in _READ:
                _read_own(head, name, value)
    if named - {b"keep-alive", b"close"}:
        head.lines = [line for line in head.lines if line.partition(b":")[0] not in named]
    return head


def _read_own(head: RequestHead, name: bytes, value: bytes) -> None:
    if name == b"accept-encoding":
        head.gzip = accepts_gzip(value)
    elif head.authorization is not None:
        raise Unauthenticated("Send one Authorization header.")
    else:
        head.authorization = value.decode("latin-1")


def _read_framing(head: RequestHead, name: bytes, value: bytes) -> None:
    if name == b"content-length":
        head.length = int(value)
    elif name == b"transfer-encoding":
        head.chunked = True


def _read_forwarded(head: RequestHead, name: bytes, value: bytes) -> None:
    if name == b"x-forwarded-for":
        text = value.decode("latin-1")
        head.forwarded_for = text if head.forwarded_for is None else f"{head.forwarded_for},{text}"
    elif name == b"x-forwarded-proto":
        head.forwarded_proto = value


def answer_fields(fields: list[Field], status: int, *, secure: bool = False) -> list[Field]:
    """An answer's headers without those of the connection, duplicates and order kept, and with the gateway's own."""
    named: set[bytes] = set()
    for name, value in fields:
        if name == b"connection":
            named |= {token.strip().lower() for token in value.split(b",")}
    unwanted = _NOT_BACK | named if named else _NOT_BACK
    if status in (204, 304):
        unwanted |= {b"content-length"}
    return [*(each for each in fields if each[0] not in unwanted), VARY, *([HSTS] if secure else [])]
