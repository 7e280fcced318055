"""Outermost ASGI middleware of each process: ids, sampling, metrics, the access log, the last error handler."""

import os
import random
import re
import time
from collections.abc import Awaitable
from itertools import count

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.process import logging, metrics, tracing
from shared.wire.errors import problem_body

CLIENT_SAMPLES_PER_SECOND = 10
CLIENT_LEFT = 499  # nginx's code for a client that was gone before the answer began
NOSNIFF = (b"x-content-type-options", b"nosniff")
# What the suite and its watchers ask all day: counted, but written down only where it fails or takes longer than this.
_POLLED = {
    "/internal/feed": 60.0,
    "/internal/feed/changes": 60.0,
    "/internal/revocations": 1.0,
    "/api/health": 1.0,
    "/api/db/health": 1.0,
}
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}").fullmatch

log = logging.get()


class Envelope:
    """Wraps `app`, and leaves in the scope what others need of its work:

    vetchart.request_id, vetchart.traceparent, vetchart.trace_made (the trace's id, if it begins here); all str.
    From the scope it reads vetchart.route (the template), vetchart.identity (clinic_id, user_id), vetchart.streams.
    The edge decides about sampling, a service believes what comes in. `closing`, once set, makes each answer the last
    of its connection: whoever keeps connections open goes elsewhere before this process stops.
    """

    def __init__(self, app: ASGIApp, service: str, *, edge: bool = False, sample: float = 0.0) -> None:
        self.app = app
        self.service = service
        self.closing = False
        self._edge = edge
        self._own_headers = (NOSNIFF,) if edge else ()
        self._sample = sample
        self._allowance = _Allowance(CLIENT_SAMPLES_PER_SECOND)
        self._prefix = os.urandom(6).hex()
        self._numbers = count()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._other(scope, receive, send)
            return
        started = time.perf_counter()
        self._identify(scope)
        request_id: str = scope["vetchart.request_id"]
        status = size = 0
        begun = 0.0

        # Not a coroutine of its own: each frame less is a third of a microsecond.
        def counted(message: Message) -> Awaitable[None]:
            nonlocal status, size, begun
            if message["type"] == "http.response.start":
                status, begun = message["status"], time.perf_counter()
                headers = [*message.get("headers", ()), (b"x-request-id", request_id.encode()), *self._own_headers]
                if self.closing:
                    headers.append((b"connection", b"close"))
                message = {**message, "headers": headers}
            else:
                size += len(message.get("body", b""))
            return send(message)

        try:
            await self.app(scope, receive, counted)
        except ClientDisconnect:
            pass
        except Exception as error:
            # Raised on, it would be printed by uvicorn, message and all. An answer cut short still ends the connection.
            log.error("request failed", exc_info=error, requestId=request_id, route=_route(scope))
            if not status:
                await _answer_500(request_id, counted)
        finally:
            # A stream's time is until it begins; how long it is listened to says nothing of the service.
            ended = begun if scope.get("vetchart.streams") and begun else time.perf_counter()
            self._tell(scope, status or CLIENT_LEFT, size, ended - started)

    def _identify(self, scope: Scope) -> None:
        given_id = given_trace = None
        for name, value in scope["headers"]:
            if name == b"traceparent":
                given_trace = value if given_trace is None else b""  # two are none
            elif name == b"x-request-id":
                given_id = value
        if given_id is not None and _REQUEST_ID(given_id):
            scope["vetchart.request_id"] = given_id.decode()
        else:
            scope["vetchart.request_id"] = f"{self._prefix}-{next(self._numbers):x}"
        parent = tracing.parse(given_trace) if given_trace else None
        trace = parent if parent and not self._edge else self._decide(scope, parent)
        scope["vetchart.traceparent"] = trace
        tracing.enter(trace)
        if given_trace != (header := trace.encode()):
            _rewrite(scope, header, keep_state=parent is not None)

    def _decide(self, scope: Scope, parent: str | None) -> str:
        asked = parent is not None and tracing.is_sampled(parent) and self._allowance.take()
        chosen = asked or random.random() < self._sample  # noqa: S311 - nothing secret hangs on it
        sampled = chosen and scope["path"] not in _QUIET
        if parent is not None:
            return tracing.with_flag(parent, sampled)
        made = tracing.make(sampled)
        scope["vetchart.trace_made"] = made[3:35]
        return made

    def _tell(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        if scope["path"] in _QUIET:
            return
        method = scope["method"] if scope["method"] in metrics.METHODS else "_OTHER"
        route = _route(scope)
        trace = scope["vetchart.traceparent"]
        trace_id = trace[3:35]
        exemplar = trace_id if tracing.is_sampled(trace) else None
        metrics.observe(self.service, method, route, status, seconds, exemplar)
        if status < 400 and seconds < _POLLED.get(route, 0.0):
            return
        identity = scope.get("vetchart.identity")
        clinic, user = (identity.clinic_id, identity.user_id) if identity is not None else (None, None)
        logging.access(method, route, status, seconds, size, scope["vetchart.request_id"], trace_id, clinic, user)

    async def _other(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return

        def silent(message: Message) -> Awaitable[None]:
            return send({"type": message["type"]})  # Starlette's message is a whole traceback

        try:
            await self.app(scope, receive, silent)
        except Exception as error:
            log.error("start or stop failed", exc_info=error)
            raise


class _Allowance:
    """So many a second and no more."""

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._second = 0
        self._left = 0

    def take(self) -> bool:
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._left = second, self._per_second
        self._left -= 1
        return self._left >= 0


def _route(scope: Scope) -> str:
    route: str = scope.get("vetchart.route", "unmatched")
    return route


def _rewrite(scope: Scope, traceparent: bytes, *, keep_state: bool) -> None:
    """Leaves one traceparent; a tracestate that belongs to none goes with it."""
    unwanted = (b"traceparent",) if keep_state else (b"traceparent", b"tracestate")
    headers = [field for field in scope["headers"] if field[0] not in unwanted]
    headers.append((b"traceparent", traceparent))
    scope["headers"] = headers


async def _answer_500(request_id: str, send: Send) -> None:
    detail = "Something went wrong on our side. Try again; if it stays, tell us this request's id."
    body = msgspec.json.encode(problem_body(500, "internal", detail, request_id))
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})
