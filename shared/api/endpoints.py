"""Endpoints as data: method, path, permission, shapes in and out; and the dispatch of a request to its handler."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

import asyncpg
import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.api.call import Call
from shared.api.service import Service
from shared.identity.tokens import Permission
from shared.wire.errors import Conflict, Fault, Invalid, MethodNotAllowed, Problem
from shared.wire.shapes import Shape

PREFIX = "/api"


@dataclass(frozen=True)
class Endpoint:
    """`path` is below /api (or /internal for services); `permission` None is open to everyone.

    `response` is the answer's type for the OpenAPI document and the tests; the answer itself is PostgreSQL's JSON,
    and with `bytes` a PDF. `once`: whether a POST honours an Idempotency-Key. `name` and `summary`: for the
    description, where the handler is not of this call alone, and so doesn't say them.
    """

    method: str
    path: str
    handler: Callable[[Call], Awaitable[Response]]
    permission: Permission | None
    response: Any = None
    body: type[Shape] | None = None
    query: type[Shape] | None = None
    status: int = 200
    once: bool = True
    name: str = ""
    summary: str = ""

    @property
    def url(self) -> str:
        return self.path if self.path.startswith("/internal") else PREFIX + self.path

    @property
    def ignored(self) -> frozenset[str]:
        """Read-only names: fields of the answer that the body doesn't have may be sent back and have no effect."""
        if not (isinstance(self.response, type) and issubclass(self.response, Shape)):
            return frozenset()
        return frozenset(field.encode_name for field in msgspec.structs.fields(self.response))


def endpoint_routes(endpoints: list[Endpoint], service: Service) -> list[Route]:
    """One for each path, those without parameters first: they are the lists, which are asked for most."""
    paths: dict[str, dict[str, ASGIApp]] = {}
    for each in endpoints:
        paths.setdefault(each.url, {})[each.method] = _Handler(each, service)
    return [Route(path, _Methods(paths[path])) for path in sorted(paths, key=lambda path: "{" in path)]


class _Methods:
    """The ASGI end of a path."""

    def __init__(self, handlers: dict[str, ASGIApp]) -> None:
        self._handlers = handlers | ({"HEAD": handlers["GET"]} if "GET" in handlers else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handler = self._handlers.get(scope["method"])
        if handler is None:
            allowed = {"Allow": ", ".join(sorted(self._handlers))}
            problem = MethodNotAllowed(f"{scope['method']} is not possible here.", headers=allowed)
            handler = problem.response(scope.get("vetchart.request_id", ""))
        await handler(scope, receive, send)


class _Handler:
    """The ASGI end of an endpoint: identity, permission, handler, and every error as problem+json."""

    def __init__(self, endpoint: Endpoint, service: Service) -> None:
        self._endpoint = endpoint
        self._service = service
        self._ignored = endpoint.ignored

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["vetchart.route"] = self._endpoint.url
        request = Request(scope, receive, send)
        try:
            response = await self._handle(request)
        except Problem as problem:
            response = problem.response(scope.get("vetchart.request_id", ""))
        await response(scope, receive, send)

    async def _handle(self, request: Request) -> Response:
        identity = None
        permission = self._endpoint.permission
        if permission == "service":
            await self._service.verifier.service(request.headers.get("authorization"))
        elif permission is not None:
            identity = await self._service.verifier.user(request.headers.get("authorization"))
            request.scope["vetchart.identity"] = identity
            identity.require(permission)
        try:
            return await self._endpoint.handler(Call(request, self._service, identity, self._ignored))
        except asyncpg.PostgresError as error:
            raise from_database(error) from error


def from_database(error: asyncpg.PostgresError) -> Problem:
    """A constraint that a client's input broke, without PostgreSQL's own text: that holds values. Others re-raise."""
    constraint = cast(str | None, getattr(error, "constraint_name", None)) or ""
    if isinstance(error, asyncpg.UniqueViolationError | asyncpg.ExclusionViolationError):
        return Conflict("This clashes with something that is there already.", constraint=constraint)
    if isinstance(error, asyncpg.ForeignKeyViolationError):
        return Invalid(Fault("", "unknown", "it names something that isn't there"))
    if isinstance(error, asyncpg.CheckViolationError | asyncpg.DataError):
        return Invalid(Fault("", "invalid", "a value is outside what can be stored"))
    raise error
