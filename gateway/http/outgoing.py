"""Upstream request: what of a client's goes on to a service."""

from dataclasses import dataclass

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from gateway.asking import Who
from gateway.http.compression import weak
from shared.wire.errors import TooLarge

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(slots=True)
class Outgoing:
    """A request as it goes on. `body` is all of it, or its first part where `rest` gives more.

    `length`: the body's, None for a chunked one.
    """

    method: str
    target: bytes
    lines: list[bytes]
    template: str
    length: int | None = 0
    body: bytes = b""
    rest: Receive | None = None
    limit: int = 0  # bytes of its body
    gzip: bool = False  # the client takes it
    secure: bool = False  # the client came by TLS
    who: Who | None = None  # whose share it takes; of nobody's where the gateway itself asks
    heavy: bool = False  # see Route

    @property
    def repeatable(self) -> bool:
        return self.method in SAFE and self.length == len(self.body) and not self.heavy

    def tag_asked(self, tag: bytes) -> bytes:
        """The tag of a 304 as the client has it: the weak one of what was compressed."""
        asked = (line for line in self.lines if line.startswith(b"if-none-match:"))
        return weak(tag) if any(weak(tag) in line for line in asked) else tag

    def head(self, authority: bytes, traceparent: str | None) -> bytes:
        parts = [b"%b %b HTTP/1.1\r\nhost: %b\r\n" % (self.method.encode(), self.target, authority), *self.lines]
        if traceparent:
            parts.append(b"traceparent: %b\r\n" % traceparent.encode())
        if self.length is None:
            parts.append(b"transfer-encoding: chunked\r\n")
        elif self.length or self.method not in SAFE:
            parts.append(b"content-length: %d\r\n" % self.length)
        parts.append(b"\r\n")
        return b"".join(parts)

    def framed(self, data: bytes) -> bytes:
        return b"%x\r\n%b\r\n" % (len(data), data) if self.length is None and data else data


def body_of(message: Message) -> tuple[bytes, bool]:
    """A piece of a request's body, and whether there is more. Raises ClientDisconnect."""
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message.get("body", b""), message.get("more_body", False)


def too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body is larger than {limit} bytes.")
