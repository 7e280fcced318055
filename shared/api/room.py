"""A room: the six calls of a plain resource (list, create, one, change, archive, restore) as one value.

A resource with rules of its own brings its own operations; one that is like none has a routes.py instead.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from msgspec.structs import asdict
from starlette.responses import Response

from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.data.paging import ArchiveFilter, Listing
from shared.data.resources import Resource
from shared.feed.desk import Desk
from shared.identity.tokens import Permission
from shared.wire.documents import Change, Document
from shared.wire.faults import Faults
from shared.wire.preconditions import Expected
from shared.wire.shapes import Message, Shape

Handler = Callable[[Call], Awaitable[Response]]


class Operations(Protocol):
    """What can be done with a resource, each in the one transaction of its request: a module, or `Plain`. What is
    given may be malformed in part, so that all faults are told at once (`shared.wire.faults`)."""

    async def create(self, desk: Desk, given: Any, subject: UUID | None = None, /) -> Document: ...
    async def update(self, desk: Desk, subject: UUID, change: Change[Any], /) -> Document: ...
    async def archive(self, desk: Desk, subject: UUID, expected: Expected, /) -> Document: ...
    async def restore(self, desk: Desk, subject: UUID, expected: Expected, /) -> Document: ...


def fields(_: Desk, given: Shape) -> dict[str, Any]:
    Faults(given).settle()
    return asdict(given)


@dataclass(frozen=True, slots=True)
class Plain:
    """Operations of a resource without rules but those of `columns`, which tells a row from what is given; left out,
    the columns are the shape's fields."""

    resource: Resource
    columns: Callable[[Desk, Any], dict[str, Any]] = fields

    async def create(self, desk: Desk, given: Shape, subject: UUID | None = None, /) -> Document:
        return (await self.resource.create(desk, subject, **self.columns(desk, given))).answer()

    async def update(self, desk: Desk, subject: UUID, change: Change[Any], /) -> Document:
        wanted = change.partly_over(await self.resource.lock(desk, subject))
        return (await self.resource.change(desk, subject, **self.columns(desk, wanted))).answer()

    async def archive(self, desk: Desk, subject: UUID, expected: Expected, /) -> Document:
        (await self.resource.lock(desk, subject)).check(expected)
        return (await self.resource.archive(desk, subject)).answer()

    async def restore(self, desk: Desk, subject: UUID, expected: Expected, /) -> Document:
        (await self.resource.lock(desk, subject)).check(expected)
        return (await self.resource.restore(desk, subject)).answer()


@dataclass(frozen=True, slots=True)
class Words:
    """What the API's description says of each call, and what the answer to DELETE says."""

    list: str
    create: str
    one: str
    change: str
    archive: str
    restore: str
    archived: str


@dataclass(frozen=True, slots=True)
class Room:
    """`takes`: the shape of a body; `write`: the permission. What is given, and who may read it, the resource says."""

    path: str
    resource: Resource
    listing: Listing
    operations: Operations
    takes: type[Shape]
    write: Permission
    words: Words
    filters: type[ArchiveFilter] = ArchiveFilter
    lists: Handler | None = None  # where it is another one than that of the archive

    def endpoints(self) -> list[Endpoint]:
        kind, many, one = self.resource.kind, self.path.strip("/").replace("-", "_"), f"{self.path}/{{id}}"
        words, gives, takes = self.words, self.resource.shape, self.takes
        reads: dict[str, Any] = {"permission": self.resource.read}
        writes: dict[str, Any] = {"permission": self.write, "response": gives}
        return [
            Endpoint("GET", self.path, self.lists or self._list, **reads, response=list[gives], query=self.filters,  # type: ignore[valid-type]
                     name=f"list_{many}", summary=words.list),
            Endpoint("POST", self.path, self._create, **writes, body=takes, status=201,
                     name=f"create_{kind}", summary=words.create),
            Endpoint("GET", one, self._one, **reads, response=gives, name=f"get_{kind}", summary=words.one),
            Endpoint("PUT", one, self._change, **writes, body=takes, name=f"update_{kind}", summary=words.change),
            Endpoint("DELETE", one, self._archive, self.write, response=Message,
                     name=f"archive_{kind}", summary=words.archive),
            Endpoint("POST", f"{one}/restore", self._restore, **writes,
                     name=f"restore_{kind}", summary=words.restore),
        ]  # fmt: skip

    async def _list(self, call: Call) -> Response:
        filters = call.query(self.filters)
        return await call.page(self.listing, filters, **filters.values())

    async def _create(self, call: Call) -> Response:
        return await call.write(201, self.operations.create, await call.partly(self.takes))

    async def _one(self, call: Call) -> Response:
        return call.answer(await call.read(self.resource.get, call.id()))

    async def _change(self, call: Call) -> Response:
        return await call.write(200, self.operations.update, call.id(), await call.change(self.takes))

    async def _archive(self, call: Call) -> Response:
        return await call.remove(self.words.archived, self.operations.archive, call.id(), call.expected())

    async def _restore(self, call: Call) -> Response:
        return await call.write(200, self.operations.restore, call.id(), call.expected())
