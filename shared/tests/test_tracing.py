from collections.abc import Iterator

import httpx2 as httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from shared.process import tracing
from shared.process.envelope import Envelope
from shared.process.tracing import TracedApp, client_span, linked_span, sql_span, traceparent
from shared.testing.otlp import Collector, Span

TRACE_ID, PARENT_ID = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
UNSAMPLED = f"00-{TRACE_ID}-{PARENT_ID}-00"
SAMPLED = f"00-{TRACE_ID}-{PARENT_ID}-01"


class TestParse:
    @pytest.mark.parametrize(
        ("given", "taken"),
        [
            (UNSAMPLED, UNSAMPLED),
            (SAMPLED, SAMPLED),
            (f"00-{TRACE_ID}-{PARENT_ID}-03", SAMPLED),
            (f"00-{TRACE_ID}-{PARENT_ID}-fe", UNSAMPLED),
            (f"cc-{TRACE_ID}-{PARENT_ID}-01", SAMPLED),
            (f"cc-{TRACE_ID}-{PARENT_ID}-01-what-the-future-will-be", SAMPLED),
        ],
    )
    def test_taken(self, given: str, taken: str) -> None:
        assert tracing.parse(given.encode()) == taken

    @pytest.mark.parametrize(
        "given",
        [
            "",
            SAMPLED.upper(),
            SAMPLED + "-more",
            SAMPLED + " ",
            SAMPLED[:-1],
            f"ff-{TRACE_ID}-{PARENT_ID}-01",
            f"cc-{TRACE_ID}-{PARENT_ID}-01.x",
            f"00-{'0' * 32}-{PARENT_ID}-01",
            f"00-{TRACE_ID}-{'0' * 16}-01",
            f"00-{TRACE_ID}{PARENT_ID}--01",
            "00-é-é-01",
        ],
    )
    def test_refused(self, given: str) -> None:
        assert tracing.parse(given.encode()) is None

    def test_what_is_made_is_well_formed_and_new(self) -> None:
        made = [tracing.make(sampled) for sampled in (True, False)]
        assert [tracing.parse(each.encode()) for each in made] == made
        assert made[0][3:35] != made[1][3:35]


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


@pytest.fixture
def tracer(collector: Collector) -> Iterator[None]:
    tracing.configure("patients", collector.endpoint)
    yield
    tracing.shutdown()


async def answer(request: Request) -> PlainTextResponse:
    request.scope["vetchart.route"] = "/owners/{id}"
    with sql_span("owners.one", "SELECT name FROM owners WHERE id = $1"):
        if "broken" in request.url.path:
            raise ValueError("Minsu Kim")
    with client_span("GET", {"server.address": "billing"}):
        return PlainTextResponse(traceparent())


def client(edge: bool = False, sample: float = 0.0) -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/owners/{id}", answer)])
    envelope = Envelope(TracedApp(app.router), "patients", edge=edge, sample=sample)
    return httpx.AsyncClient(transport=httpx.ASGITransport(envelope), base_url="http://patients")


def spans(collector: Collector, trace_id: str) -> dict[str, Span]:
    tracing.shutdown()
    return {span.name: span for span in collector.trace(trace_id)}


@pytest.mark.usefixtures("tracer")
class TestSampledRequest:
    async def test_its_spans_hang_together(self, collector: Collector) -> None:
        parent = tracing.make(True)
        answer = await client().get("/owners/7?q=Minsu", headers={"traceparent": parent})
        seen = spans(collector, parent[3:35])
        server, sql, call = seen["GET /owners/{id}"], seen["owners.one"], seen["GET"]
        assert (server.kind, server.parent_id, server.service) == ("SERVER", parent[36:52], "patients")
        assert (sql.kind, sql.parent_id, call.parent_id) == ("CLIENT", server.span_id, server.span_id)
        assert answer.text == f"00-{parent[3:35]}-{call.span_id}-01"

    async def test_it_has_the_stable_names_and_no_query(self, collector: Collector) -> None:
        parent = tracing.make(True)
        await client().get("/owners/7?q=Minsu", headers={"traceparent": parent})
        seen = spans(collector, parent[3:35])
        server, sql = seen["GET /owners/{id}"].attributes, seen["owners.one"].attributes
        assert (server["http.request.method"], server["http.response.status_code"]) == ("GET", 200)
        assert (server["http.route"], server["url.path"]) == ("/owners/{id}", "/owners/7")
        assert sql == {
            "db.system.name": "postgresql",
            "db.operation.name": "SELECT",
            "db.query.summary": "owners.one",
            "db.query.text": "SELECT name FROM owners WHERE id = $1",
        }
        assert "Minsu" not in str(seen)

    async def test_its_failure_is_told_by_type_alone(self, collector: Collector) -> None:
        parent = tracing.make(True)
        await client().get("/owners/broken", headers={"traceparent": parent})
        seen = spans(collector, parent[3:35])
        for span in (seen["GET /owners/{id}"], seen["owners.one"]):
            assert (span.failed, span.attributes["error.type"], span.events) == (True, "ValueError", [])
        assert seen["GET /owners/{id}"].attributes["http.response.status_code"] == 500
        assert "Minsu" not in str(seen)

    async def test_a_trace_that_begins_at_the_edge_has_a_root(self, collector: Collector) -> None:
        answer = await client(edge=True, sample=1).get("/owners/7")
        assert spans(collector, answer.text[3:35])["GET /owners/{id}"].parent_id == ""


@pytest.mark.usefixtures("tracer")
class TestUnsampledRequest:
    async def test_it_makes_no_span_and_passes_on_what_came(self, collector: Collector) -> None:
        parent = tracing.make(False)
        answer = await client().get("/owners/7", headers={"traceparent": parent})
        assert answer.text == parent
        assert spans(collector, parent[3:35]) == {}


class TestWithoutCollector:
    async def test_what_came_is_passed_on(self) -> None:
        assert (await client().get("/owners/7", headers={"traceparent": SAMPLED})).text == SAMPLED


@pytest.mark.usefixtures("tracer")
class TestLinkedSpan:
    def test_an_effect_belongs_to_the_trace_of_its_cause(self, collector: Collector) -> None:
        cause = tracing.make(True)
        with linked_span("patients.changed", cause):
            assert tracing.sampled()
            assert tracing.trace_id() == cause[3:35]
        span = spans(collector, cause[3:35])["patients.changed"]
        assert (span.kind, span.parent_id) == ("CONSUMER", cause[36:52])

    @pytest.mark.parametrize("cause", [None, "nonsense", UNSAMPLED])
    def test_without_a_sampled_cause_there_is_no_span(self, cause: str | None) -> None:
        with linked_span("patients.changed", cause) as span:
            assert span is None
            assert not tracing.sampled()
