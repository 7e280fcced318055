"""One request is one tree: gateway, service, SQL, and the events that it sets off."""

import os
from collections.abc import Callable

import httpx2 as httpx

from shared.testing.otlp import Collector, Span
from tests.conftest import eventually

LogIn = Callable[[str], httpx.Client]


def sampled() -> tuple[str, str, dict[str, str]]:
    trace_id, parent = os.urandom(16).hex(), os.urandom(8).hex()
    return trace_id, parent, {"traceparent": f"00-{trace_id}-{parent}-01"}


def in_service(spans: list[Span], service: str) -> list[Span]:
    return [span for span in spans if span.service == service]


class TestASampledRequest:
    def test_is_one_tree_from_gateway_to_sql(self, log_in: LogIn, collector: Collector) -> None:
        trace_id, parent, headers = sampled()
        log_in("admin@vetchart.com").get("/api/owners", headers=headers).raise_for_status()
        collector.wait_for(lambda span: span.trace_id == trace_id and span.name.startswith("select "))
        collector.wait_for(lambda span: span.trace_id == trace_id and span.parent_id == parent)
        spans = collector.trace(trace_id)
        known = {span.span_id for span in spans}
        roots = [span for span in spans if span.parent_id not in known]
        assert [(root.service, root.parent_id) for root in roots] == [("gateway", parent)]
        assert in_service(spans, "patients")

    def test_goes_on_through_events(self, log_in: LogIn, collector: Collector) -> None:
        trace_id, _, headers = sampled()
        owner = {"firstName": "Ada", "lastName": "Byron"}
        log_in("admin@vetchart.com").post("/api/owners", json=owner, headers=headers).raise_for_status()
        for follower in ("scheduling", "billing"):
            collector.wait_for(
                lambda span, name=follower: span.trace_id == trace_id and span.service == name  # type: ignore[misc]
            )


class TestARequestThatIsNotSampled:
    def test_makes_no_span(self, log_in: LogIn, collector: Collector) -> None:
        trace_id = os.urandom(16).hex()
        headers = {"traceparent": f"00-{trace_id}-{os.urandom(8).hex()}-00"}
        log_in("admin@vetchart.com").get("/api/owners", headers=headers).raise_for_status()
        other, _, sampled_headers = sampled()
        log_in("admin@vetchart.com").get("/api/owners", headers=sampled_headers).raise_for_status()
        eventually(lambda: collector.trace(other))
        assert collector.trace(trace_id) == []
