"""What `docker compose up --scale patients=3` gives."""

import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2 as httpx

from tests.compose.conftest import Stack


def eventually(look: Callable[[], Any], seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it didn't come about"
        time.sleep(0.5)
    return found


class TestUp:
    def test_the_demo_clinic_is_there(self, api: httpx.Client) -> None:
        assert len(api.get("/api/patients").json()) == 20
        assert api.get("/api/dashboard/stats").json()["totalOwners"] == 12

    def test_the_page_is_served(self, api: httpx.Client) -> None:
        page = api.get("/")
        assert page.headers["content-type"].startswith("text/html")
        script = page.text.partition('src="/assets/')[2].partition('"')[0]
        assert api.get(f"/assets/{script}").headers["cache-control"].endswith("immutable")

    def test_the_database_answers_to_every_service(self, api: httpx.Client) -> None:
        assert api.get("/api/db/health").json()["status"] == "ok"


class TestReplicas:
    def test_all_three_get_their_share(self, stack: Stack, api: httpx.Client) -> None:
        for _ in range(90):
            api.get("/api/owners").raise_for_status()
        query = 'http_request_duration_seconds_count{service="patients",route="/api/owners"}'

        def served() -> bool:
            counts = {each["metric"]["instance"]: float(each["value"][1]) for each in _prometheus(stack, query)}
            return len(counts) == 3 and all(count >= 10 for count in counts.values())

        eventually(served)

    def test_killing_one_fails_no_read(self, stack: Stack, api: httpx.Client) -> None:
        def read(_: int) -> int:
            time.sleep(0.01)
            return api.get("/api/patients").status_code

        with ThreadPoolExecutor(4) as pool:
            codes = pool.map(read, range(400))
            subprocess.run(["docker", "kill", stack.replicas("patients")[0]], check=True, capture_output=True)
            assert set(codes) == {200}


class TestTrace:
    def test_a_request_is_one_tree_from_gateway_to_sql(self, stack: Stack, api: httpx.Client) -> None:
        trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
        api.get("/api/owners", headers={"traceparent": f"00-{trace_id}-00f067aa0ba902b7-01"}).raise_for_status()
        spans = eventually(lambda: _spans(stack, trace_id))
        services = {service for service, _, _ in spans}
        assert services == {"gateway", "patients"}
        ids = {span["spanID"] for _, _, span in spans}
        parents = [span["references"][0]["spanID"] for _, _, span in spans if span["references"]]
        assert len([p for p in parents if p not in ids]) <= 1, "more than one root"
        assert any(operation.startswith("select ") for _, operation, _ in spans)


class TestPrometheus:
    def test_sees_every_process_and_exporter(self, stack: Stack) -> None:
        jobs = {"gateway", "auth", "patients", "scheduling", "billing", "probe", "postgres", "node"}
        eventually(lambda: {each["metric"]["job"] for each in _prometheus(stack, "up == 1")} == jobs)
        eventually(lambda: _prometheus(stack, "(pg_up == 1) and on () (vetchart_visits_unbilled >= 0)"))

    def test_learns_from_the_probe_that_a_user_can_log_in(self, stack: Stack) -> None:
        eventually(lambda: _prometheus(stack, "probe_success == 1"))

    def test_finds_alertmanager(self, stack: Stack) -> None:
        url = f"{stack.url('PROMETHEUS_PORT')}/api/v1/alertmanagers"
        eventually(lambda: len(httpx.get(url).json()["data"]["activeAlertmanagers"]) == 1)

    def test_leads_from_a_bucket_to_its_trace(self, stack: Stack, api: httpx.Client) -> None:
        api.get("/api/patients").raise_for_status()
        exemplar = eventually(lambda: _exemplar(stack, 'http_request_duration_seconds_bucket{service="gateway"}'))
        url = f"{stack.url('JAEGER_PORT')}/api/traces/{exemplar['trace_id']}"
        eventually(lambda: httpx.get(url).json().get("data"))


def _prometheus(stack: Stack, query: str) -> list[dict[str, Any]]:
    answer = httpx.get(f"{stack.url('PROMETHEUS_PORT')}/api/v1/query", params={"query": query}).json()
    found: list[dict[str, Any]] = answer["data"]["result"]
    return found


def _exemplar(stack: Stack, query: str) -> dict[str, str] | None:
    """The labels of one of the last five minutes."""
    span: dict[str, str | float] = {"query": query, "start": time.time() - 300, "end": time.time()}
    answer = httpx.get(f"{stack.url('PROMETHEUS_PORT')}/api/v1/query_exemplars", params=span).json()
    found = [exemplar["labels"] for series in answer["data"] for exemplar in series["exemplars"]]
    return found[-1] if found else None


def _spans(stack: Stack, trace_id: str) -> list[tuple[str, str, dict[str, Any]]]:
    answer = httpx.get(f"{stack.url('JAEGER_PORT')}/api/traces/{trace_id}")
    found = answer.json().get("data") or []
    spans = [
        (trace["processes"][span["processID"]]["serviceName"], span["operationName"], span)
        for trace in found
        for span in trace["spans"]
    ]
    return spans if {service for service, _, _ in spans} == {"gateway", "patients"} else []
