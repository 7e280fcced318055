"""Error responses of a connection itself, as bytes."""

import msgspec

from shared.process.http1.framing import Refused, status_line
from shared.wire.errors import problem_body

_ALWAYS = (b"content-type: application/problem+json", b"x-content-type-options: nosniff")


def refusal(refused: Refused) -> bytes:
    slug = refused.status.phrase.lower().replace(" ", "-")
    return answer(refused.status, slug, refused.detail, b"connection: close")


def answer(status: int, slug: str, detail: str, *fields: bytes) -> bytes:
    content = msgspec.json.encode(problem_body(status, slug, detail, ""))
    fields = (*_ALWAYS, b"content-length: %d" % len(content), *fields)
    return status_line(status) + b"\r\n".join(fields) + b"\r\n\r\n" + content
