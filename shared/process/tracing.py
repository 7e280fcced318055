"""Distributed tracing: W3C propagation for every request, OpenTelemetry's machinery only for those that are sampled."""

import os
import re
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from opentelemetry import propagate, trace
from opentelemetry.metrics import NoOpMeter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Read by the instrumentation when it is first used: the stable names, not the old ones.
os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "http,database")

from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware

_IDS = r"(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}"
_PLAIN = re.compile(rf"00-{_IDS}-0[01]".encode()).fullmatch
# Version 00 is this and nothing more; a later one may go on after a dash; ff is none.
_LEGAL = re.compile(
    rf"(?:00-{_IDS}-[0-9a-f]{{2}}|(?!00|ff)[0-9a-f]{{2}}-{_IDS}-[0-9a-f]{{2}}(?:-.*)?)".encode()
).fullmatch
_NOTHING: AbstractContextManager[None] = nullcontext()

_tracer: Tracer | None = None
_provider: TracerProvider | None = None
_incoming: ContextVar[str | None] = ContextVar("traceparent", default=None)
_recording: ContextVar[bool] = ContextVar("recording", default=False)
_made: ContextVar[str | None] = ContextVar("made", default=None)


def parse(value: bytes) -> str | None:
    """A W3C traceparent as this suite writes it (version 00, no flag but the one of sampling), None if it isn't one."""
    if _PLAIN(value):
        return value.decode()
    if not _LEGAL(value):
        return None
    text = value.decode("latin-1")
    return with_flag(text, int(text[53:55], 16) & 1 == 1)


def with_flag(traceparent: str, sampled: bool) -> str:
    return f"00-{traceparent[3:52]}-{'01' if sampled else '00'}"


def is_sampled(traceparent: str) -> bool:
    return traceparent[54] == "1"


def make(sampled: bool) -> str:
    digits = os.urandom(24).hex()
    return f"00-{digits[:32]}-{digits[32:]}-{'01' if sampled else '00'}"


class _Ids(RandomIdGenerator):
    """A trace that begins at the edge keeps the id that the edge has already given to the request."""

    def generate_trace_id(self) -> int:
        made = _made.get()
        return int(made, 16) if made else super().generate_trace_id()


def configure(service: str, endpoint: str | None) -> None:
    """endpoint is the collector's base URL (http://jaeger:4318). Without one no span is made, ids are passed on."""
    global _tracer, _provider
    if not endpoint:
        return
    propagate.set_global_textmap(TraceContextTextMapPropagator())  # no baggage: clients could send any
    # Here, since without a collector its import would be a tenth of a process's start.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415

    exporter = OTLPSpanExporter(endpoint.rstrip("/") + "/v1/traces", timeout=5)
    _provider = TracerProvider(
        ALWAYS_ON, Resource.create({"service.name": service}), shutdown_on_exit=False, id_generator=_Ids()
    )
    _provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=4096))
    _tracer = _provider.get_tracer("vetchart")


def shutdown() -> None:
    """Sends what is left, and waits for it."""
    global _tracer, _provider
    if _provider:
        _provider.shutdown()
    _tracer = _provider = None


def enter(traceparent: str) -> None:
    """Remembers what a request came with. A request is a task of its own, so nobody has to forget it."""
    _incoming.set(traceparent)


def sampled() -> bool:
    """Whether spans are made here and now."""
    return _recording.get()


def traceparent() -> str | None:
    """What an outgoing call carries: the current span, else what came in."""
    if not _recording.get():
        return _incoming.get()
    span = trace.get_current_span().get_span_context()
    return f"00-{span.trace_id:032x}-{span.span_id:016x}-01"


def trace_id() -> str | None:
    incoming = _incoming.get()
    return incoming[3:35] if incoming else None


class TracedApp:
    """Makes a server span of each sampled request. Stands inside Envelope, which has decided about sampling."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._middleware: ASGIApp | None = None

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if _tracer is not None and scope["type"] == "http" and is_sampled(scope["vetchart.traceparent"]):
            return self._trace(_tracer, scope, receive, send)
        return self.app(scope, receive, send)

    async def _trace(self, tracer: Tracer, scope: Scope, receive: Receive, send: Send) -> None:
        if self._middleware is None:
            self._middleware = OpenTelemetryMiddleware(
                self._inside, tracer=tracer, meter=NoOpMeter("vetchart"), exclude_spans=["receive", "send"]
            )
        # The middleware sees a copy: queries hold search text, and a parent that the edge made up is nobody's span.
        seen = {**scope, "query_string": b"", "vetchart.scope": scope}
        made = scope.get("vetchart.trace_made")
        if made:
            seen["headers"] = [field for field in scope["headers"] if field[0] != b"traceparent"]
        tokens = _made.set(made), _recording.set(True)
        try:
            await self._middleware(seen, receive, send)
        finally:
            _made.reset(tokens[0])
            _recording.reset(tokens[1])
        if error := seen.get("vetchart.error"):
            raise error

    async def _inside(self, seen: Scope, receive: Receive, send: Send) -> None:
        scope, span = seen["vetchart.scope"], trace.get_current_span()
        answered = False

        def named_send(message: Message) -> Awaitable[None]:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                _name(span, scope)
            return send(message)

        try:
            await self.app(scope, receive, named_send)
        except Exception as error:
            # Kept from the middleware, which would record the message; a message may hold a patient's data.
            _name(span, scope)
            _fail(span, error)
            if not answered:
                span.set_attribute("http.response.status_code", 500)
            seen["vetchart.error"] = error


def _name(span: Span, scope: Scope) -> None:
    if route := scope.get("vetchart.route"):
        span.update_name(f"{scope['method']} {route}")
        span.set_attribute("http.route", route)
    else:
        span.update_name(scope["method"])


def _fail(span: Span, error: BaseException) -> None:
    span.set_attribute("error.type", type(error).__name__)
    span.set_status(Status(StatusCode.ERROR))


def sql_span(statement_name: str, sql: str) -> AbstractContextManager[Span | None]:
    """A span of one statement; sql is the text with its parameters' places, never their values."""
    if not _recording.get():
        return _NOTHING
    attributes = {
        "db.system.name": "postgresql",
        "db.operation.name": sql.split(maxsplit=1)[0].upper(),
        "db.query.summary": statement_name,
        "db.query.text": sql,
    }
    return _span(statement_name, SpanKind.CLIENT, attributes)


def client_span(name: str, attributes: Mapping[str, AttributeValue]) -> AbstractContextManager[Span | None]:
    """A span of a call to another service; traceparent() within it names it as the parent."""
    if not _recording.get():
        return _NOTHING
    return _span(name, SpanKind.CLIENT, attributes)


@contextmanager
def linked_span(name: str, traceparent: str | None) -> Iterator[Span | None]:
    """What an event brings about, as part of the trace of the request that published it."""
    parent = parse(traceparent.encode()) if traceparent else None
    incoming = _incoming.set(parent)
    try:
        if parent and _tracer and is_sampled(parent):
            with _recorded(name, parent) as span:
                yield span
        else:
            yield None
    finally:
        _incoming.reset(incoming)


@contextmanager
def _recorded(name: str, parent: str) -> Iterator[Span | None]:
    context = TraceContextTextMapPropagator().extract({"traceparent": parent})
    recording = _recording.set(True)
    try:
        with _span(name, SpanKind.CONSUMER, {}, context) as span:
            yield span
    finally:
        _recording.reset(recording)


@contextmanager
def _span(name: str, kind: SpanKind, attributes: Mapping[str, AttributeValue], context: Any = None) -> Iterator[Span]:
    assert _tracer is not None
    with _tracer.start_as_current_span(
        name, context, kind, attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except BaseException as error:
            _fail(span, error)
            if isinstance(state := getattr(error, "sqlstate", None), str):
                span.set_attribute("db.response.status_code", state)
            raise
