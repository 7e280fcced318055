"""Request context: who asks, what for, and a handler's ways to read, write and answer."""

import time
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from shared.api.bodies import check_json, read_body
from shared.api.service import Service
from shared.data.cache import Built
from shared.data.db import Actor
from shared.data.idempotency import Stored, find, once, replay, store
from shared.data.paging import Filter, Listing, Page, has_free_text
from shared.data.pool import WAITED
from shared.feed.desk import Desk
from shared.feed.directory import ClinicSettings
from shared.identity.tokens import Identity, Permission
from shared.process.tracing import sampled, traceparent
from shared.values.ids import parse_id
from shared.wire.documents import Change, Document, etag
from shared.wire.errors import NotFound, Stale
from shared.wire.json_objects import read_object
from shared.wire.preconditions import Expected, client_has, expected
from shared.wire.shapes import Shape, decode, decode_partly, read_query

S = TypeVar("S", bound=Shape)
R = TypeVar("R")
P = ParamSpec("P")


class Call:
    """`ignored`: the read-only names that its body may send back."""

    __slots__ = ("_body", "_identity", "ignored", "request", "service")

    def __init__(
        self, request: Request, service: Service, identity: Identity | None, ignored: frozenset[str] = frozenset()
    ) -> None:
        self.request = request
        self.service = service
        self.ignored = ignored
        self._identity = identity
        self._body: bytes | None = None

    @property
    def identity(self) -> Identity:
        assert self._identity, "an open endpoint has no identity"
        return self._identity

    @property
    def clinic_id(self) -> UUID:
        return self.identity.clinic_id

    async def clinic(self) -> ClinicSettings:
        return await self.service.directory.clinic(self.clinic_id)

    async def today(self) -> date:
        """The clinic's, by its time zone."""
        return (await self.clinic()).today()

    @property
    def request_id(self) -> str:
        return str(self.request.scope.get("vetchart.request_id", ""))

    @property
    def address(self) -> str:
        """The client's address: the last in X-Forwarded-For when a trusted proxy (the gateway) sent it."""
        peer = self.request.client.host if self.request.client else ""
        forwarded = self.request.headers.get("x-forwarded-for")
        if forwarded and self.service.trusts(peer):
            return forwarded.rpartition(",")[2].strip()
        return peer

    @property
    def actor(self) -> Actor:
        who = self._identity
        user, may = (who.user_id, who.permissions) if who else (None, frozenset[Permission]())
        return Actor(user, self.address, self.request_id, traceparent(), may)

    def id(self, name: str = "id") -> UUID:
        """The path's id; what isn't one names nothing."""
        value = parse_id(self.request.path_params[name])
        if value is None:
            raise NotFound
        return value

    # in

    async def raw_body(self) -> bytes:
        """Raises TooLarge past the service's limit, before the rest is read."""
        if self._body is None:
            self._body = await read_body(self.request, self.service.settings.body_limit)
        return self._body

    async def object(self) -> dict[str, Any]:
        check_json(self.request)
        return read_object(await self.raw_body())

    async def body(self, shape: type[S]) -> S:
        return decode(await self.object(), shape, self.ignored)

    async def partly(self, shape: type[S]) -> S:
        """The body for an operation that gathers its faults (`shared.wire.faults`)."""
        return decode_partly(await self.object(), shape, self.ignored)

    async def change(self, shape: type[S]) -> Change[S]:
        return Change(await self.object(), shape, self.ignored, self.expected())

    def expected(self) -> Expected:
        """Optimistic lock: the versions that this write may be over, by its preconditions."""
        return expected(self._field("if-match"), self._field("if-none-match"))

    def _field(self, name: str) -> str | None:
        """A list that may stand in several fields."""
        return ",".join(self.request.headers.getlist(name)) or None

    def query(self, shape: type[S]) -> S:
        """The query parameters that the shape knows. Raises Invalid."""
        return read_query(self.request.query_params if self.request.scope["query_string"] else {}, shape)

    # through

    async def read(
        self, query: Callable[Concatenate[Desk, P], Awaitable[R]], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        async with self.service.desk(self.clinic_id, self.actor) as desk:
            return await query(desk, *args, **kwargs)

    async def write(
        self,
        status: int,
        operation: Callable[Concatenate[Desk, P], Awaitable[Document]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Response:
        """Runs the operation in one transaction, at most once for an Idempotency-Key, and answers its document."""
        request = None
        if self.request.method == "POST":
            key = self.request.headers.get("idempotency-key")
            secret = self.service.settings.service_secret.get_secret_value()
            request = once(key, self.identity.user_id, self.request.scope["path"], await self.raw_body(), secret)
        try:
            async with self.service.desk(self.clinic_id, self.actor) as desk:
                stored = await find(desk, request) if request else None
                if stored is not None:
                    return self.answer(await replay(desk, stored), stored.status)
                document = await operation(desk, *args, **kwargs)
                if request:
                    await store(desk, request, Stored(status, document))
        except Stale as stale:
            stale.extra["changedBy"] = await self._person(stale.author)
            raise
        self.service.wake_followers()
        return self.answer(document, status)

    async def _person(self, user: UUID | None) -> dict[str, Any] | None:
        """Id and name; None where no user did it."""
        return {"id": user, "name": await self.read(self.service.name_of, user)} if user else None

    async def remove(
        self,
        message: str,
        operation: Callable[Concatenate[Desk, P], Awaitable[Document]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Response:
        """A DELETE: runs the operation, answers the message."""
        response = await self.write(200, operation, *args, **kwargs)
        return json_answer({"message": message}, headers={"ETag": response.headers["ETag"]})

    # out

    def answer(self, document: Document, status: int = 200) -> Response:
        headers = {"Cache-Control": "private, no-cache"}
        if document.version is not None:
            headers["ETag"] = document.etag()
        if status == 200 and self._unchanged(headers.get("ETag")):
            return Response(status_code=304, headers=headers)
        return Response(document.body, status, headers, media_type="application/json")

    async def page(self, listing: Listing, filters: Filter, **values: Any) -> Response:
        """A page of the list. `values`: the filters' values by the listing's names, and its document's parameters."""
        sort = listing.sorted_by(getattr(filters, "sort", None))

        async def build(desk: Desk) -> Page:
            return await listing.page(desk, filters.limit, filters.cursor, filters.bytes, sort, **values)

        key = (
            listing,
            filters.limit,
            filters.cursor,
            filters.bytes,
            sort,
            *sorted((k, v) for k, v in values.items() if v is not None),
        )
        cacheable = listing.cached and not has_free_text(filters)
        return self.list(await self.cached(key, build) if cacheable else _built(await self.read(build)))

    async def cached(self, key: tuple[Any, ...], build: Callable[[Desk], Awaitable[Page]]) -> Built:
        """The cached answer for this key, clinic and day, unless something of the clinic changed since; else builds it.

        All else that the answer depends on beside the clinic's data (who asks) must be in the key.
        """
        key = (await self.today(), *key)
        began = time.monotonic()
        changes = await self._changes()
        found = self.service.cache.get(self.clinic_id, key, changes)
        if found is None:
            WAITED.set(time.monotonic() - began)
            found = _built(await self.read(build))
            self.service.cache.put(self.clinic_id, key, changes, found)
        return found

    async def _changes(self) -> int:
        if not sampled():
            return await self.service.changes(self.clinic_id)
        async with self.service.db.changes(self.clinic_id) as ask:  # its trace shows it
            return await ask()

    def list(self, page: Built) -> Response:
        headers = {"Cache-Control": "private, no-cache", "ETag": page.etag}
        if page.next:
            query = [(k, v) for k, v in self.request.query_params.multi_items() if k != "cursor"]
            url = f"{self.request.url.path}?{urlencode([*query, ('cursor', page.next)])}"
            headers["Link"] = f'<{url}>; rel="next"'
        if self._unchanged(headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(page.body, 200, headers, media_type="application/json")

    def _unchanged(self, tag: str | None) -> bool:
        return self.request.method in ("GET", "HEAD") and client_has(tag, self._field("if-none-match"))


def _built(page: Page) -> Built:
    body = page.body.encode()
    return Built(body, etag(body), page.next)


def json_answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(value), status, headers, media_type="application/json")
