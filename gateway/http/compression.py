"""Compresses whole answers with gzip where it pays; never no-store ones, which hold secrets (BREACH)."""

import re
import zlib
from typing import Final

from shared.process.http1.framing import Field

LEAST: Final = 1400  # bytes: less fits into one packet anyhow
LEVEL: Final = 1  # 20 KB of JSON: a sixth of its size in 0.2 ms; level 6 takes three times that for a tenth less
_WORTH_IT: Final = re.compile(rb"(?:text/|application/(?:json|problem\+json|javascript)|image/svg)").match
_ACCEPTED: Final = re.compile(rb"(?:^|,)\s*gzip\s*(?:;\s*q=(?:1|0\.0*[1-9])[0-9.]*\s*)?(?:,|$)", re.IGNORECASE).search


def accepts_gzip(value: bytes) -> bool:
    return _ACCEPTED(value) is not None


def compressed(fields: list[Field], body: bytes) -> tuple[list[Field], bytes]:
    """As it was, if it is short, no text, compressed already, or no-store.

    Its ETag becomes a weak one, since the bytes are others.
    """
    by_name = dict(fields)
    storable = b"no-store" not in by_name.get(b"cache-control", b"")
    if len(body) < LEAST or b"content-encoding" in by_name or not storable or not _WORTH_IT(by_name[b"content-type"]):
        return fields, body
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, 31)  # 31: with gzip's head
    packed = packer.compress(body) + packer.flush()
    kept = [(name, weak(value) if name == b"etag" else value) for name, value in fields if name != b"content-length"]
    own = [(b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(packed))]
    return [*kept, *own], packed


def weak(tag: bytes) -> bytes:
    return tag if tag.startswith(b"W/") else b"W/" + tag
