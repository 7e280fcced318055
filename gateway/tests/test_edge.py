import asyncio
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2 as httpx
import pytest
from pydantic import SecretStr

from gateway.settings import GatewaySettings
from gateway.tests.conftest import Start, Suite
from gateway.tests.stubs import Request, eventually, json_answer
from gateway.upstreams.balancer import Balancer
from gateway.upstreams.budget import Budget
from shared.testing.kit import SERVICE_SECRET
from shared.testing.otlp import Collector

ENV = {
    **os.environ,
    "SERVICE_SECRET": SERVICE_SECRET,
    "VETCHART_ENV": "test",
    "PORT": "0",
    "PROBE_INTERVAL": "0",
    "PYTHONUNBUFFERED": "1",
}


class TestAHead:
    async def test_of_15_kib_passes(self, suite: Suite) -> None:
        assert (await suite.client.get("/api/owners", headers={"X-Long": "x" * 15 * 1024})).status_code == 200

    async def test_of_more_than_16_kib_is_431(self, suite: Suite) -> None:
        answer = await suite.raw("GET /api/owners HTTP/1.1", "X-Long: " + "x" * 17 * 1024)
        assert answer.startswith(b"HTTP/1.1 431")
        assert suite.patients.requests == []

    async def test_may_have_64_fields_and_no_more(self, suite: Suite) -> None:
        fields = [f"X-{n}: 1" for n in range(61)]  # with Host, Authorization and Connection
        assert (await suite.raw("GET /api/owners HTTP/1.1", *fields)).startswith(b"HTTP/1.1 200")
        assert (await suite.raw("GET /api/owners HTTP/1.1", *fields, "X-One: 1")).startswith(b"HTTP/1.1 431")

    @pytest.mark.parametrize(
        "line",
        [
            "Content-Length: 1\r\nTransfer-Encoding: chunked",
            "Content-Length: 1\r\nContent-Length: 2",
            "X: 1\r\n folded",
        ],
    )
    async def test_that_can_be_read_two_ways_is_400(self, suite: Suite, line: str) -> None:
        answer = await suite.raw("POST /api/owners HTTP/1.1", line)
        assert answer.startswith(b"HTTP/1.1 400")
        assert b"application/problem+json" in answer
        assert suite.patients.requests == []

    async def test_that_asks_for_another_protocol_is_a_plain_request(self, suite: Suite) -> None:
        upgrade = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
        reader, writer = await suite.send("GET /api/owners HTTP/1.1", *upgrade)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        writer.close()


class TestATrailer:
    async def test_is_no_header(self, suite: Suite) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", suite.port)
        token = f"Authorization: Bearer {suite.user.token}\r\n".encode()
        head = b"POST /api/owners HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        writer.write(head + b"2\r\n{}\r\n0\r\n" + token + b"\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 401")
        writer.close()


class TestLimits:
    async def test_too_many_at_once_are_503(self, start: Start) -> None:
        suite = await start(max_in_flight=2)
        suite.patients.handle = suite.patients.never
        waiting = [(await suite.send("GET /api/owners HTTP/1.1"))[1] for _ in range(2)]
        await eventually(lambda: len(suite.patients.requests) == 2)
        got = await suite.client.get("/api/bills")
        assert (got.status_code, got.headers["retry-after"]) == (503, "1")
        assert (await suite.client.get("/healthz")).status_code == 200
        for writer in waiting:
            writer.close()
        await eventually(lambda: suite.app.limits.in_flight == 0)
        assert (await suite.client.get("/api/bills")).status_code == 200

    async def test_a_user_may_have_a_rate(self, start: Start) -> None:
        suite = await start(user_rate="5/minute")
        codes = [(await suite.client.get("/api/owners")).status_code for _ in range(12)]
        assert codes[:5] == [200] * 5
        assert codes[-1] == 429

    def test_the_budget_for_retries_fills_slowly(self) -> None:
        budget = Budget(share=0.2, most=1)
        assert [budget.take(), budget.take()] == [True, False]
        for _ in range(6):
            budget.earn()
        assert [budget.take(), budget.take()] == [True, False]


class TestDiscovery:
    async def test_each_address_of_a_list_is_a_replica(self) -> None:
        balancer = Balancer("patients", ["http://127.0.0.1:1", "http://127.0.0.1:2"])
        await balancer.refresh()
        assert [replica.name for replica in balancer.replicas] == ["127.0.0.1:1", "127.0.0.1:2"]
        balancer.close()

    async def test_a_name_that_is_lost_keeps_its_replicas(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = [{"10.0.0.1", "10.0.0.2"}, {"10.0.0.2", "10.0.0.3"}, set()]

        async def addresses(_: str, __: int) -> set[str]:
            return found.pop(0)

        monkeypatch.setattr("gateway.upstreams.balancer._addresses", addresses)
        balancer, seen = Balancer("patients", ["http://patients:8000"]), []
        for _ in range(3):
            await balancer.refresh()
            seen.append(sorted(replica.address for replica in balancer.replicas))
        assert seen == [["10.0.0.1", "10.0.0.2"], ["10.0.0.2", "10.0.0.3"], ["10.0.0.2", "10.0.0.3"]]
        balancer.close()

    def test_an_url_that_is_none_is_refused(self) -> None:
        with pytest.raises(ValueError, match="http://host:port"):
            GatewaySettings(service_secret=SecretStr(SERVICE_SECRET), patients_url="patients:8000")


class TestARevokedSession:
    async def test_is_refused(self, suite: Suite) -> None:
        assert (await suite.client.get("/api/owners")).status_code == 200
        ended = {"now": 1, "sessions": [[str(suite.user.session_id), time.time() + 900]]}
        suite.auth.answers["/internal/revocations"] = json_answer(ended)
        await eventually(lambda: suite.user.session_id in suite.app.verifier.revoked)
        assert (await suite.client.get("/api/owners")).status_code == 401


class TestWithoutAuth:
    async def test_known_tokens_go_on_counting(self, suite: Suite) -> None:
        await suite.client.get("/api/owners")
        await suite.auth.stop()
        assert (await suite.client.get("/api/owners")).status_code == 200

    async def test_unknown_ones_are_503_as_long_as_no_key_is_there(self, suite: Suite) -> None:
        await suite.auth.stop()
        assert (await suite.client.get("/api/owners")).status_code == 503


class TestThePage:
    async def test_says_where_the_api_is_when_it_isnt_built(self, start: Start, tmp_path: Path) -> None:
        suite = await start(web_folder=tmp_path / "none")
        assert "/api/docs" in (await suite.client.get("/")).text

    async def test_is_served_with_its_own_paths(self, start: Start, tmp_path: Path) -> None:
        (tmp_path / "assets").mkdir()
        (tmp_path / "index.html").write_text("<title>VetChart</title>")
        (tmp_path / "assets" / "index-1a.js").write_text("1")
        suite = await start(web_folder=tmp_path)
        html = {"Accept": "text/html"}
        for path in ("/patients/1", "/patients/", "/patients/1/"):
            assert "VetChart" in (await suite.client.get(path, headers=html)).text
        assert (await suite.client.head("/patients/1", headers=html)).status_code == 200
        assert "immutable" in (await suite.client.get("/assets/index-1a.js")).headers["cache-control"]
        policy = (await suite.client.get("/")).headers["content-security-policy"]
        assert all(f"{name} '" in policy for name in ("frame-ancestors", "form-action", "base-uri", "object-src"))

    @pytest.mark.parametrize(
        "path",
        ["/internal/x", "/internal/", "/metrics/", "/Internal", "/API", "/metrics/x", "/assets/none.js", "/healthz/x"],
    )
    async def test_stands_in_for_nothing_else(self, start: Start, tmp_path: Path, path: str) -> None:
        (tmp_path / "index.html").write_text("page")
        suite = await start(web_folder=tmp_path)
        assert (await suite.client.get(path, headers={"Accept": "text/html"})).status_code == 404

    @pytest.mark.parametrize(
        ("accepted", "sent"),
        [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", None)],
    )
    async def test_is_sent_as_small_as_the_browser_takes_it(
        self, start: Start, tmp_path: Path, accepted: str, sent: str | None
    ) -> None:
        (tmp_path / "app.js").write_bytes(b"plain")
        (tmp_path / "app.js.br").write_bytes(b"br")
        (tmp_path / "app.js.gz").write_bytes(gzip.compress(b"plain"))
        suite = await start(web_folder=tmp_path)
        async with suite.client.stream("GET", "/app.js", headers={"Accept-Encoding": accepted}) as got:
            assert got.headers.get("content-encoding") == sent
            assert got.headers["content-type"].startswith("text/javascript")
            assert got.headers["vary"] == "Accept-Encoding"

    async def test_isnt_the_answer_to_a_program(self, start: Start, tmp_path: Path) -> None:
        (tmp_path / "index.html").write_text("page")
        suite = await start(web_folder=tmp_path)
        assert (await suite.client.get("/patients/1", headers={"Accept": "application/json"})).status_code == 404


class TestOrigins:
    async def test_another_one_is_no_matter_with_a_token(self, suite: Suite) -> None:
        got = await suite.client.get("/api/owners", headers={"Origin": "http://elsewhere"})
        assert got.status_code == 200
        assert "access-control-allow-origin" not in got.headers

    async def test_may_be_allowed_in_a_browser(self, start: Start) -> None:
        suite = await start(cors_origins=["http://page.example"])
        ask = {"Origin": "http://page.example", "Access-Control-Request-Method": "PUT", "Authorization": ""}
        got = await suite.client.options("/api/owners/1", headers=ask)
        assert got.headers["access-control-allow-origin"] == "http://page.example"


class TestTheProcess:
    def test_without_its_secret_says_so(self, tmp_path: Path) -> None:
        env = {name: value for name, value in ENV.items() if name != "SERVICE_SECRET"}
        program = [sys.executable, "-m", "gateway"]
        ended = subprocess.run(program, env=env, capture_output=True, text=True, timeout=20)
        assert ended.returncode == 78
        assert "SERVICE_SECRET is required" in ended.stderr

    async def test_sends_its_spans_and_names_itself_as_parent(self, suite: Suite) -> None:
        seen: list[Request] = []
        suite.patients.handle = lambda request: _note(request, seen)
        with Collector() as collector:
            urls = {"AUTH_URL": suite.auth.url, "PATIENTS_URL": suite.patients.url}
            process, url = await asyncio.to_thread(
                _start, ENV | urls | {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint}
            )
            trace_id = os.urandom(16).hex()
            headers = {**suite.client.headers, "traceparent": f"00-{trace_id}-{'b' * 16}-01"}
            async with httpx.AsyncClient() as client:
                assert (await client.get(f"{url}/api/owners/7", headers=headers)).status_code == 200
            process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(process.communicate, timeout=20)
            spans = collector.trace(trace_id)
        inner = next(span for span in spans if span.parent_id != "b" * 16)
        assert {span.name for span in spans} == {"GET /api/owners/{id}"}
        assert seen[0].all("traceparent") == [f"00-{trace_id}-{inner.span_id}-01"]


async def _note(request: Request, seen: list[Request]) -> None:
    seen.append(request)
    await request.answer(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")


def _start(env: dict[str, str]) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen([sys.executable, "-m", "gateway"], env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for line in process.stdout:
        if (told := json.loads(line))["event"] == "starting":
            return process, f"http://127.0.0.1:{told['port']}"
    raise RuntimeError("the gateway did not start")
