from typing import Any

from shared.wire.shapes import Shape


class Jwks(Shape):
    """RFC 7517: the public keys that tokens are verified with."""

    keys: list[dict[str, Any]]


class ServiceToken(Shape):
    """`expires`: seconds since 1970."""

    token: str
    expires: int
