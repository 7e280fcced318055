"""The ASGI application: each request to a service, to a call of the gateway's own, or to the page."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple
from uuid import UUID

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.asking import Who
from gateway.http.calls import Handler, OwnCall
from gateway.http.headers import HSTS, RequestHead, read_head
from gateway.http.outgoing import Outgoing, body_of, too_large
from gateway.ingress.clients import Clients
from gateway.ingress.rates import Rates
from gateway.limits import Limits
from gateway.routes import GATEWAY, Route, Routes, check_target
from gateway.settings import GatewaySettings
from gateway.upstreams.proxy import Proxy
from shared.identity.tokens import Verifier
from shared.process import metrics
from shared.process.http1.exchange import GONE
from shared.process.http1.framing import Field, Head
from shared.wire.errors import MethodNotAllowed, NotFound, Problem

READING = ("GET", "HEAD")
OWN_PATHS = (b"/healthz", b"/readyz")


class Asked(NamedTuple):
    """A request as far as it matters whether there is a place for it. `services`: those that must answer."""

    method: str
    services: tuple[str, ...]
    who: Who


class Gateway:
    def __init__(
        self,
        settings: GatewaySettings,
        *,
        verifier: Verifier,
        clients: Clients,
        limits: Limits,
        rates: Rates,
        proxy: Proxy,
        own: Mapping[str, Handler],
        page: Handler,
        lifespan: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._body_limit = settings.body_limit
        self._routes = Routes()
        self._verifier = verifier
        self._clients = clients
        self._limits = limits
        self._rates = rates
        self._proxy = proxy
        self._own = own
        self._page = page
        self._lifespan = lifespan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        try:
            await self._limited(scope, receive, send)
        except Problem as problem:
            await problem.response(scope["vetchart.request_id"])(scope, receive, send)
        except asyncio.CancelledError as error:
            if error.args != (GONE,):
                raise
            raise ClientDisconnect from None

    def who(self, fields: list[Field], peer: str) -> Who:
        """Whose request this is, as far as is known without asking anybody."""
        authorization = next((value.decode("latin-1") for name, value in fields if name == b"authorization"), None)
        identity = self._verifier.known(authorization)
        return identity.clinic_id if identity else self._clients.address_in(peer, fields)

    @property
    def refuses_some(self) -> bool:
        """Whether it is worth to ask refuses(), which costs something."""
        return self._limits.crowded or bool(self._proxy.refusals)

    def asked(self, head: Head, peer: str) -> "Asked":
        path = head.target.partition(b"?")[0]
        services = self._routes.needs(path) if path.startswith(b"/api/") else ()
        return Asked(head.method.decode(), services, self.who(head.fields, peer))

    def is_full(self, asked: "Asked") -> bool:
        """Whether there would be no place for a request, which is then refused before anything is done for it."""
        return self._limits.full(asked.who) or any(self._proxy.full(each, asked.who) for each in asked.services)

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["raw_path"] in OWN_PATHS:  # answered also when nothing else is
            await self._answer(self._own[scope["path"]], read_head(scope["headers"]), scope, receive, send)
            return
        self._limits.enter()
        try:
            await self._dispatch(scope, receive, send)
        finally:
            if not scope.get("vetchart.left"):
                self._limits.leave(scope.get("vetchart.who"))

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: bytes = scope["raw_path"]
        check_target(path, scope["query_string"])
        head = read_head(scope["headers"])
        if not path.startswith(b"/api/"):
            await self._outside(path, head, scope, receive, send)
            return
        route = self._routes.match(path)
        scope["vetchart.route"] = route.template
        if self._rates.addresses:
            await self._rates.count("address", self._address(head, scope))
        who = self._address(head, scope) if route.public else await self._clinic(head, scope)
        self._limits.enter_as(who)
        scope["vetchart.who"] = who
        if route.service == GATEWAY:
            await self._answer(self._own[route.template], head, scope, receive, send)
        else:
            request = await self._outgoing(route, head, scope, receive)
            request.who = who
            await self._proxy.forward(route.service, request, scope, send)

    async def _clinic(self, head: RequestHead, scope: Scope) -> UUID:
        """The user's. Raises Unauthenticated, TooManyRequests."""
        identity = await self._verifier.user(head.authorization)
        scope["vetchart.identity"] = identity
        if self._rates.users:
            await self._rates.count("user", identity.user_id)
        return identity.clinic_id

    async def _outgoing(self, route: Route, head: RequestHead, scope: Scope, receive: Receive) -> Outgoing:
        """Reads what is there of a body already, so that a short one goes on in one piece. Raises TooLarge."""
        scheme, own = self._own_lines(head, scope)
        request = Outgoing(scope["method"], _target(scope), [*head.lines, own], route.template)
        request.gzip, request.secure, request.heavy = head.gzip, scheme == b"https", route.heavy
        if not head.has_body:
            return request
        request.limit = min(route.body_limit, self._body_limit)
        if head.length is not None and head.length > request.limit:
            raise too_large(request.limit)
        scope["vetchart.body_limit"] = request.limit
        with self._limits.left(scope["vetchart.who"]):
            message = await receive()
        request.body, more = body_of(message)
        if len(request.body) > request.limit:
            raise too_large(request.limit)
        request.length = head.length if more else len(request.body)
        request.rest = receive if more else None
        return request

    def _own_lines(self, head: RequestHead, scope: Scope) -> tuple[bytes, bytes]:
        """The client's scheme, and what the gateway itself says of the request."""
        peer = scope["client"][0] if scope["client"] else ""
        address = self._address(head, scope).encode()
        proto = self._clients.scheme(peer, head, scope["scheme"])
        request_id = scope["vetchart.request_id"].encode()
        return proto, b"x-forwarded-for: %b\r\nx-forwarded-proto: %b\r\nx-request-id: %b\r\n" % (
            address,
            proto,
            request_id,
        )

    def _address(self, head: RequestHead, scope: Scope) -> str:
        return self._clients.address(scope["client"][0] if scope["client"] else "", head)

    async def _outside(self, path: bytes, head: RequestHead, scope: Scope, receive: Receive, send: Send) -> None:
        """What isn't the API: the metrics for whoever may see them, and the page."""
        if path == b"/metrics":
            peer = scope["client"][0] if scope["client"] else ""
            if not self._clients.may_see_metrics(peer, head):
                raise NotFound
            await self._answer(_measured, head, scope, receive, send)
        else:
            await self._answer(self._page, head, scope, receive, send)

    async def _answer(self, handler: Handler, head: RequestHead, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in READING:
            raise MethodNotAllowed("This can only be read.", headers={"Allow": "GET, HEAD"})
        scheme, own = self._own_lines(head, scope)
        lines = [own]
        if head.authorization is not None:
            lines.append(b"authorization: %b\r\n" % head.authorization.encode("latin-1"))
        identity = scope.get("vetchart.identity")
        call = OwnCall(scope["raw_path"], scope["query_string"], lines, dict(scope["headers"]), identity)
        response = await handler(call)
        if scheme == b"https":
            response.raw_headers.append(HSTS)
        await response(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self._lifespan():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def _target(scope: Scope) -> bytes:
    path: bytes = scope["raw_path"]
    return b"%b?%b" % (path, scope["query_string"]) if scope["query_string"] else path


async def _measured(call: OwnCall) -> Response:
    body, media_type = metrics.render(call.headers.get(b"accept", b"").decode("latin-1"))
    return Response(body, headers={"Content-Type": media_type})
