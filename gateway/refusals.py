"""Answers of the edge itself, as bytes."""

from typing import Final

import msgspec

from gateway.exchange import status_line
from gateway.framing import Refused
from shared.errors import problem_body


def refusal(refused: Refused) -> bytes:
    slug = refused.status.phrase.lower().replace(" ", "-")
    return _answer(refused.status, slug, refused.detail, b"connection: close")


def _answer(status: int, slug: str, detail: str, *fields: bytes) -> bytes:
    content = msgspec.json.encode(problem_body(status, slug, detail, ""))
    fields = (b"content-type: application/problem+json", b"content-length: %d" % len(content), *fields)
    return status_line(status) + b"\r\n".join(fields) + b"\r\n\r\n" + content


SHED: Final = _answer(
    503, "unavailable", "Too many requests at once just now; try again in a moment.", b"retry-after: 1"
)
