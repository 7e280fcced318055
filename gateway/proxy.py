"""Forwards one request: picks a replica, sends, tries again where that is safe, streams the answer back."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from gateway.balancer import Balancer, Replica
from gateway.headers import answer_fields
from gateway.limits import Budget
from gateway.settings import GatewaySettings
from gateway.upstream import Connection, UpstreamError, UpstreamTimeout
from shared import logging, metrics, tracing
from shared.errors import BadGateway, GatewayTimeout, Problem, TooLarge, Unavailable

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TRIES = 3
LAST_CHUNK = b"0\r\n\r\n"

log = logging.get()


@dataclass(slots=True)
class Outgoing:
    """A request as it goes on. `body` is all of it, or its first part where `rest` gives more.

    `length`: the body's, None for a chunked one.
    """

    method: str
    target: bytes
    lines: list[bytes]
    template: str
    length: int | None = 0
    body: bytes = b""
    rest: Receive | None = None

    def head(self, authority: bytes, traceparent: str | None) -> bytes:
        parts = [b"%b %b HTTP/1.1\r\nhost: %b\r\n" % (self.method.encode(), self.target, authority), *self.lines]
        if traceparent:
            parts.append(b"traceparent: %b\r\n" % traceparent.encode())
        if self.length is None:
            parts.append(b"transfer-encoding: chunked\r\n")
        elif self.length or self.method not in SAFE:
            parts.append(b"content-length: %d\r\n" % self.length)
        parts.append(b"\r\n")
        return b"".join(parts)

    def framed(self, data: bytes) -> bytes:
        return b"%x\r\n%b\r\n" % (len(data), data) if self.length is None and data else data


@dataclass(slots=True)
class Exchange:
    """An answer that has begun."""

    replica: Replica
    connection: Connection
    upload: "asyncio.Task[None] | None"


class Proxy:
    def __init__(self, balancers: Mapping[str, Balancer], settings: GatewaySettings) -> None:
        self._balancers = balancers
        self._budgets = {service: Budget() for service in balancers}
        self._settings = settings

    async def forward(self, service: str, request: Outgoing, scope: Scope, send: Send) -> None:
        """Raises a Problem as long as the answer hasn't begun; after that the client's connection is cut."""
        async with self.exchange(service, request, self._settings.try_timeout) as exchange:
            try:
                await self._relay(exchange, send)
            except (UpstreamError, Problem) as error:
                # Returning without the end makes uvicorn close the connection: never a whole answer that isn't.
                log.warning("answer cut off", upstream=service, replica=exchange.replica.name, error=error)

    @contextlib.asynccontextmanager
    async def exchange(self, service: str, request: Outgoing, timeout: float) -> AsyncIterator[Exchange]:
        """The answer's head is there. `timeout`: seconds a try. Raises Unavailable, BadGateway, GatewayTimeout."""
        exchange = await self._open(service, request, timeout)
        try:
            yield exchange
        finally:
            self._end(exchange)

    async def _open(self, service: str, request: Outgoing, timeout: float) -> Exchange:
        balancer, budget = self._balancers[service], self._budgets[service]
        budget.earn()
        tried: list[Replica] = []
        attempt = 1
        error: UpstreamError | None = None
        while (replica := balancer.pick(tried)) is not None:
            if error is not None:
                if attempt > TRIES or not budget.take():
                    break
                metrics.UPSTREAM_RETRIES.labels(service).inc()
            try:
                return await self._try(replica, request, timeout)
            except UpstreamError as failure:
                error = failure
                attempt += 1
                if self._gave_up(replica, request, failure, tried):
                    break
        raise _problem(error)

    def _gave_up(self, replica: Replica, request: Outgoing, failure: UpstreamError, tried: list[Replica]) -> bool:
        """Notes the failure; says whether the request must not be sent again."""
        log.debug("try failed", upstream=replica.service, replica=replica.name, reason=failure.reason)
        if failure.stale:  # it had been closed over there: no fault of the replica's, but its others may be so, too
            replica.close_idle()
        else:
            replica.failed(failure)
            tried.append(replica)
        return failure.sent and (request.method not in SAFE or request.length != len(request.body))

    async def _try(self, replica: Replica, request: Outgoing, timeout: float) -> Exchange:
        replica.in_flight += 1
        connection = upload = None
        done = False
        try:
            attributes = {"http.request.method": request.method, "server.address": replica.host}
            with tracing.client_span(f"{request.method} {request.template}", attributes) as span:
                connection = await replica.connection(self._settings.connect_timeout)
                head = request.head(replica.authority, tracing.traceparent())
                upload = self._send(connection, request, head)
                await connection.head(timeout)
                if span is not None:
                    span.set_attribute("http.response.status_code", connection.status)
            replica.worked()
            done = True
            return Exchange(replica, connection, upload)
        except UpstreamError as error:
            error.stale = connection is not None and connection.used and not isinstance(error, UpstreamTimeout)
            raise
        finally:
            if not done:
                self._drop(replica, connection, upload)

    def _send(self, connection: Connection, request: Outgoing, head: bytes) -> "asyncio.Task[None] | None":
        bodiless = request.method == "HEAD"
        if request.rest is None:
            connection.start(head + request.body, bodiless=bodiless)
            return None
        connection.start(head + request.framed(request.body), bodiless=bodiless)
        connection.uploading = True
        return asyncio.create_task(self._upload(connection, request, request.rest))

    async def _upload(self, connection: Connection, request: Outgoing, rest: Receive) -> None:
        """Its own task: a service may answer while it still reads."""
        size = len(request.body)
        try:
            more = True
            while more:
                message = await rest()
                data, more = body_of(message)
                size += len(data)
                if size > self._settings.body_limit:
                    raise too_large(self._settings.body_limit)
                await connection.write(request.framed(data), self._settings.try_timeout)
            if request.length is None:
                await connection.write(LAST_CHUNK, self._settings.try_timeout)
        except (UpstreamError, Problem, ClientDisconnect) as error:
            connection.fail(error)
        finally:
            connection.uploading = False
            connection.wake()

    async def _relay(self, exchange: Exchange, send: Send) -> None:
        connection = exchange.connection
        fields = answer_fields(connection.headers, connection.status)
        await send({"type": "http.response.start", "status": connection.status, "headers": fields})
        more = True
        while more:
            body = await connection.read(self._settings.idle_timeout)
            more = not connection.ended
            await send({"type": "http.response.body", "body": body, "more_body": more})

    def _end(self, exchange: Exchange) -> None:
        if exchange.connection.ended and not exchange.connection.uploading:
            exchange.replica.in_flight -= 1
            exchange.replica.give_back(exchange.connection)
        else:
            self._drop(exchange.replica, exchange.connection, exchange.upload)

    def _drop(self, replica: Replica, connection: Connection | None, upload: "asyncio.Task[None] | None") -> None:
        replica.in_flight -= 1
        if upload is not None:
            upload.cancel()
        if connection is not None:
            connection.abort()


def body_of(message: Message) -> tuple[bytes, bool]:
    """A piece of a request's body, and whether there is more. Raises ClientDisconnect."""
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message.get("body", b""), message.get("more_body", False)


def too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body is larger than {limit} bytes.")


def _problem(error: UpstreamError | None) -> Problem:
    if isinstance(error, UpstreamTimeout):
        return GatewayTimeout("That part of the system didn't answer in time; whether it was done isn't known.")
    if error is not None and error.sent:
        return BadGateway("That part of the system broke off its answer; whether it was done isn't known.")
    return Unavailable("That part of the system can't be reached just now; try again.")
