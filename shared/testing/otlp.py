"""A collector for tests: takes what the exporters send over OTLP/HTTP and shows it as plain spans."""

from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from types import TracebackType
from typing import Any, Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as ProtoSpan


@dataclass(frozen=True)
class Span:
    """Ids are hex; parent_id is "" for a root. kind is SERVER, CLIENT, CONSUMER, ... events are their names."""

    name: str
    kind: str
    trace_id: str
    span_id: str
    parent_id: str
    service: str
    attributes: dict[str, Any]
    failed: bool
    events: list[str]


class Collector:
    """with Collector() as collector: configure(service, collector.endpoint); ...; collector.wait_for(...)"""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self._arrived = Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, predicate: Callable[[Span], bool], timeout: float = 10) -> Span:
        """The first span that matches. Raises TimeoutError, with the names of those that came."""
        with self._arrived:
            self._arrived.wait_for(lambda: any(map(predicate, self.spans)), timeout)
            for span in self.spans:
                if predicate(span):
                    return span
            raise TimeoutError(f"no such span in {timeout} s; there are {[(s.service, s.name) for s in self.spans]}")

    def trace(self, trace_id: str) -> list[Span]:
        with self._arrived:
            return [span for span in self.spans if span.trace_id == trace_id]

    def take(self, body: bytes) -> None:
        with self._arrived:
            self.spans += _decode(body)
            self._arrived.notify_all()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                collector.take(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None: ...

        return Handler


def _decode(body: bytes) -> list[Span]:
    spans = []
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        service = _attributes(resource.resource.attributes)["service.name"]
        spans += [_span(span, service) for scope in resource.scope_spans for span in scope.spans]
    return spans


def _span(span: ProtoSpan, service: str) -> Span:
    return Span(
        name=span.name,
        kind=ProtoSpan.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_"),
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        service=service,
        attributes=_attributes(span.attributes),
        failed=span.status.code == 2,
        events=[event.name for event in span.events],
    )


def _attributes(pairs: Any) -> dict[str, Any]:
    return {pair.key: _value(pair.value) for pair in pairs if isinstance(pair, KeyValue)}


def _value(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    return getattr(value, kind) if kind else None
