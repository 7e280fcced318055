"""Representation of an object: JSON that PostgreSQL built, its version and ETag, and merge patches over it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

import msgspec

from shared.wire.errors import Stale
from shared.wire.preconditions import Expected
from shared.wire.shapes import Shape, decode, decode_partly

T = TypeVar("T", bound=Shape)


class Name(NamedTuple):
    """What a document is of: where an answer was too large to store, it is read anew by this."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Document:
    body: str
    version: int | None = None
    author: UUID | None = None  # who wrote this version, where a query asked for it
    name: Name | None = None

    def check(self, expected: Expected) -> None:
        """Raises Stale where the optimistic lock fails: it isn't of a version that the client expects."""
        if not expected.holds(self.version):
            raise Stale(self.body, self.author)

    def etag(self) -> str:
        """Strong: `"<version>-<hash of the body>"`; what is only computed (age, overdue) changes the hash alone."""
        return etag(self.body.encode(), self.version)

    def read(self, shape: type[T]) -> T:
        """What a decision needs of it. A `Now` lets stand what is from before a rule; other shapes' rules hold."""
        return msgspec.json.decode(self.body, type=shape)

    def fields(self) -> dict[str, Any]:
        """Its JSON as Python values, numbers with a point as Decimals, as a body's are."""
        found: dict[str, Any] = _DECODER.decode(self.body)
        return found


_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def etag(body: bytes, version: int | None = None) -> str:
    digest = blake2b(body, digest_size=8).hexdigest()
    return f'"{version}-{digest}"' if version is not None else f'"{digest}"'


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """A PUT, as a merge patch under an optimistic lock: what it doesn't name stays, null erases."""

    body: Mapping[str, Any]
    shape: type[T]
    ignored: frozenset[str]
    expected: Expected

    def over(self, current: Document) -> T:
        """The current object with the patch merged into it, checked as a whole. Raises Stale, Invalid."""
        current.check(self.expected)
        return decode({**current.fields(), **self.body}, self.shape, self.ignored)

    def partly_over(self, current: Document) -> T:
        """The same, or where fields are malformed what `shared.wire.faults` goes on with."""
        current.check(self.expected)
        return decode_partly({**current.fields(), **self.body}, self.shape, self.ignored)
