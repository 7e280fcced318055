"""A request to one of the gateway's own calls, and the answers to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import parse_qsl

from starlette.responses import Response

from shared.identity.tokens import Identity
from shared.wire.preconditions import client_has

# No script at all, styles of its own alone: these pages show data and need no more.
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class OwnCall:
    """`lines`: the header lines that go on to services, the user's token among them; `headers`: the client's."""

    path: bytes
    query: bytes
    lines: list[bytes]
    headers: dict[bytes, bytes]
    identity: Identity | None = None

    def parameters(self) -> dict[str, str]:
        return dict(parse_qsl(self.query.decode("latin-1")))

    def answer(
        self, body: bytes, media_type: str, headers: dict[str, str] | None = None, *, tag: str | None = None
    ) -> Response:
        """200, or 304 where the client has it already. `tag`: tag_of(body), where that is cached."""
        tag = tag or tag_of(body)
        headers = {"Cache-Control": "private, no-cache", "ETag": tag, **(headers or {})}
        if client_has(tag, self.headers.get(b"if-none-match", b"").decode("latin-1") or None):
            return Response(status_code=304, headers=headers)
        return Response(body, headers={**headers, "Content-Type": media_type})

    def json(self, body: bytes, headers: dict[str, str] | None = None) -> Response:
        return self.answer(body, "application/json", headers)


def tag_of(body: bytes) -> str:
    """An ETag: a millisecond for a megabyte."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


Handler = Callable[[OwnCall], Awaitable[Response]]
