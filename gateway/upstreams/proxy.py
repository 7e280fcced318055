"""Reverse proxy: picks a replica, sends, retries where that is safe, streams the answer back."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from starlette.types import Scope, Send

from gateway.asking import Refusals, Who
from gateway.http.compression import compressed
from gateway.http.headers import answer_fields
from gateway.http.outgoing import Outgoing
from gateway.limits import Limits
from gateway.settings import GatewaySettings
from gateway.upstreams.balancer import Balancer
from gateway.upstreams.breaker import FAULTS, Breakers
from gateway.upstreams.budget import Budget
from gateway.upstreams.connection import UpstreamConnection, UpstreamError, UpstreamTimeout
from gateway.upstreams.replica import Replica
from gateway.upstreams.sending import send_request
from gateway.upstreams.shares import Place, ServiceShares
from shared.process import logging, metrics, tracing
from shared.process.http1.connection import UNSENT_BYTES
from shared.process.http1.framing import Field
from shared.wire.errors import BUSY, BadGateway, GatewayTimeout, Problem, Unreachable

TRIES = 3

log = logging.get()

Begun = tuple[Replica, UpstreamConnection, "asyncio.Task[None] | None"]


@dataclass(slots=True)
class UpstreamExchange:
    """An answer that has begun."""

    replica: Replica
    connection: UpstreamConnection
    upload: "asyncio.Task[None] | None"
    place: Place
    counted: bool = True

    def stream(self) -> None:
        """It doesn't count any more among the requests in flight."""
        self.counted = False
        self.replica.in_flight -= 1
        self.place.leave()


class Proxy:
    def __init__(self, balancers: Mapping[str, Balancer], settings: GatewaySettings, limits: Limits) -> None:
        self._balancers = balancers
        self._budgets = {service: Budget() for service in balancers}
        self._breakers = {service: Breakers(service) for service in balancers}
        self.refusals = Refusals()
        self._shares = {name: ServiceShares(balancer, self.refusals) for name, balancer in balancers.items()}
        # Documents to print and logins take long and wait their turn in the service: nobody floods by their time.
        self._heavy = {
            name: ServiceShares(balancer, self.refusals, by_time=False) for name, balancer in balancers.items()
        }
        self._settings = settings
        self._limits = limits

    def full(self, service: str, who: Who) -> bool:
        """Whether the service's next request of `who` would be refused at once."""
        return self._shares[service].full(who)

    async def forward(self, service: str, request: Outgoing, scope: Scope, send: Send) -> None:
        """Raises a Problem as long as the answer hasn't begun; after that the client's connection is cut."""
        timeout = self._settings.heavy_timeout if request.heavy else self._settings.try_timeout
        async with self.exchange(service, request, timeout) as exchange:
            try:
                if _is_stream(exchange.connection.headers):
                    self._leave(exchange, request, scope)
                    scope["vetchart.streams"] = True
                await self._relay(exchange, request, scope, send)
            except (UpstreamError, Problem) as error:
                # Returning without the end makes uvicorn close the connection: never a whole answer that isn't.
                log.warning("answer cut off", upstream=service, replica=exchange.replica.name, error=error)

    @contextlib.asynccontextmanager
    async def exchange(self, service: str, request: Outgoing, timeout: float) -> AsyncIterator[UpstreamExchange]:
        """The answer's head is there. `timeout`: seconds a try. Raises Unavailable, BadGateway, GatewayTimeout."""
        shares = self._heavy[service] if request.heavy else self._shares[service]
        place = await shares.place(request.who)
        try:
            exchange = await self._open(service, request, place, timeout)
            try:
                place.answered(busy=_was_busy(exchange.connection))
                yield exchange
            finally:
                self._end(exchange)
        finally:
            place.leave()

    async def _open(self, service: str, request: Outgoing, place: Place, timeout: float) -> UpstreamExchange:
        breakers, outcome = self._breakers[service], None
        breakers.enter(request.who)
        try:
            exchange = UpstreamExchange(*await self._tries(service, request, timeout), place)
            outcome = exchange.connection.status not in FAULTS
            return exchange
        except (BadGateway, GatewayTimeout):
            outcome = False
            raise
        finally:
            breakers.leave(request.who, outcome)

    async def _tries(self, service: str, request: Outgoing, timeout: float) -> Begun:
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
        return failure.sent and not request.repeatable

    async def _try(self, replica: Replica, request: Outgoing, timeout: float) -> Begun:
        replica.in_flight += 1
        connection = upload = None
        done = False
        try:
            attributes = {"http.request.method": request.method, "server.address": replica.host}
            with tracing.client_span(f"{request.method} {request.template}", attributes) as span:
                connection = await replica.connection(self._settings.connect_timeout)
                head = request.head(replica.authority, tracing.traceparent())
                upload = send_request(connection, request, head, self._settings.try_timeout)
                await connection.head(timeout)
                if span is not None:
                    span.set_attribute("http.response.status_code", connection.status)
            if connection.status in FAULTS:
                replica.failed(UpstreamError("fault"))
            else:
                replica.worked()
                replica.make_room(refused=_was_busy(connection))
            done = True
            return replica, connection, upload
        except UpstreamError as error:
            error.stale = connection is not None and connection.used and not isinstance(error, UpstreamTimeout)
            raise
        finally:
            if not done:
                self._drop(replica, connection, upload)

    def _leave(self, exchange: UpstreamExchange, request: Outgoing, scope: Scope) -> None:
        """From here on it waits for its client more than it works."""
        exchange.stream()
        self._limits.leave(request.who)
        scope["vetchart.left"] = True

    async def _relay(self, exchange: UpstreamExchange, request: Outgoing, scope: Scope, send: Send) -> None:
        connection = exchange.connection
        fields = answer_fields(connection.headers, connection.status, secure=request.secure)
        body = await connection.read(self._settings.idle_timeout) if connection.complete else b""
        if request.gzip and connection.ended:
            fields, body = compressed(fields, body)
        if connection.status == 304:
            fields = [(name, request.tag_asked(value) if name == b"etag" else value) for name, value in fields]
        await send({"type": "http.response.start", "status": connection.status, "headers": fields})
        # At once, even if it is nothing yet: the head doesn't wait for the first event of a stream.
        await send({"type": "http.response.body", "body": body, "more_body": not connection.ended})
        size = len(body)
        while not connection.ended:
            if exchange.counted and size > UNSENT_BYTES:
                self._leave(exchange, request, scope)
            body = await connection.read(self._settings.idle_timeout)
            size += len(body)
            await send({"type": "http.response.body", "body": body, "more_body": not connection.ended})

    def _end(self, exchange: UpstreamExchange) -> None:
        if exchange.connection.ended and not exchange.connection.uploading:
            exchange.replica.in_flight -= exchange.counted
            exchange.replica.give_back(exchange.connection)
        else:
            self._drop(exchange.replica, exchange.connection, exchange.upload, counted=exchange.counted)

    def _drop(
        self,
        replica: Replica,
        connection: UpstreamConnection | None,
        upload: "asyncio.Task[None] | None",
        *,
        counted: bool = True,
    ) -> None:
        replica.in_flight -= counted
        if upload is not None:
            upload.cancel()
        if connection is not None:
            connection.abort()


def _was_busy(connection: UpstreamConnection) -> bool:
    """Whether it refused for its load: not for a database that is away, or one kind of work whose line is full."""
    return connection.status == 503 and any(name == BUSY.encode() for name, _ in connection.headers)


def _is_stream(fields: list[Field]) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/event-stream") for name, value in fields)


def _problem(error: UpstreamError | None) -> Problem:
    if isinstance(error, UpstreamTimeout):
        return GatewayTimeout("That part of the system didn't answer in time; whether it was done isn't known.")
    if error is not None and error.sent:
        return BadGateway("That part of the system broke off its answer; whether it was done isn't known.")
    return Unreachable("That part of the system can't be reached just now; try again.")
