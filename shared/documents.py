"""One object as it goes over the wire: JSON that PostgreSQL built, and the version that its ETag names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

import msgspec

from shared.errors import BadRequest, Stale
from shared.shapes import Shape, decode

T = TypeVar("T", bound=Shape)
# A weak one, too: the gateway weakens it where it compresses, and it names the same version.
_ETAG = re.compile(r'(?:W/)?"(\d{1,18})-[0-9a-f]+"')


class Name(NamedTuple):
    """What a document is of: where an answer was too large to keep, it is read anew by this."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Document:
    body: str
    version: int | None = None
    author: UUID | None = None  # who wrote this version, where a query asked for it
    name: Name | None = None

    def check(self, expected: int | None) -> None:
        """Raises Stale where a client names a version (If-Match) that the object has left behind."""
        if expected is not None and expected != self.version:
            raise Stale(self.body)

    def etag(self) -> str:
        """Strong: `"<version>-<hash of the body>"`; what is only computed (age, overdue) changes the hash alone."""
        return etag(self.body.encode(), self.version)

    def fields(self) -> dict[str, Any]:
        """Its JSON as Python values, numbers with a point as Decimals, as a body's are."""
        found: dict[str, Any] = _DECODER.decode(self.body)
        return found


_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def etag(body: bytes, version: int | None = None) -> str:
    digest = blake2b(body, digest_size=8).hexdigest()
    return f'"{version}-{digest}"' if version is not None else f'"{digest}"'


def if_match(header: str | None) -> int | None:
    """The version that `If-Match` names; None where it is absent or `*`. Raises BadRequest where it is none of ours."""
    if header is None or header.strip() == "*":
        return None
    match = _ETAG.fullmatch(header.strip())
    if not match:
        raise BadRequest('If-Match must hold one ETag of this resource, as "3-1f00...".')
    return int(match[1])


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """A PUT: what it doesn't name stays, null erases, `If-Match` guards."""

    body: Mapping[str, Any]
    shape: type[T]
    ignored: frozenset[str]
    version: int | None

    def over(self, current: Document) -> T:
        """The object as it shall be: the current one with the change laid over it, checked as a whole."""
        current.check(self.version)
        return decode({**current.fields(), **self.body}, self.shape, self.ignored)
