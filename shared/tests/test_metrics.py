from uuid import uuid4

from shared.process import metrics

OPEN_METRICS = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"


class TestRender:
    def test_a_request_is_counted_under_its_route_and_code(self) -> None:
        service = str(uuid4())
        metrics.observe(service, "GET", "/api/owners/{id}", 404, 0.25)
        body, content_type = metrics.render("*/*")
        labels = f'code="404",le="0.3",method="GET",route="/api/owners/{{id}}",service="{service}"'
        assert f"http_request_duration_seconds_bucket{{{labels}}} 1.0" in body.decode()
        assert content_type.startswith("text/plain")

    def test_a_sampled_request_leaves_its_trace_as_an_exemplar(self) -> None:
        trace_id = uuid4().hex
        metrics.observe("patients", "GET", "/api/owners", 200, 0.001, trace_id)
        body, content_type = metrics.render(OPEN_METRICS)
        assert f'# {{trace_id="{trace_id}"}}' in body.decode()
        assert content_type.startswith("application/openmetrics-text")

    def test_an_accept_header_out_of_hand_gets_plain_text(self) -> None:
        assert metrics.render(";;,=;q=\x00")[1].startswith("text/plain")

    def test_the_version_is_told(self) -> None:
        metrics.built("patients")
        assert f'service="patients",version="{metrics.VERSION}"}} 1.0' in metrics.render("")[0].decode()
