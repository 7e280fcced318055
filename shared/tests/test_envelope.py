import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from shared.process import logging, metrics
from shared.process.envelope import CLIENT_SAMPLES_PER_SECOND, Envelope

TRACE_ID, PARENT_ID = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SAMPLED = f"00-{TRACE_ID}-{PARENT_ID}-01"
UNSAMPLED = f"00-{TRACE_ID}-{PARENT_ID}-00"


@dataclass
class Identity:
    clinic_id: str = "clinic-1"
    user_id: str = "user-1"


class App:
    """Answers 200, or does what `act` does; keeps the scope that it was called with."""

    def __init__(self, act: Callable[[], None] = lambda: None, route: str = "/owners/{id}") -> None:
        self.act = act
        self.route = route
        self.scope: Scope = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        scope["vetchart.route"] = self.route
        scope["vetchart.identity"] = Identity()
        self.act()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hello"})

    @property
    def traces(self) -> list[bytes]:
        return [value for name, value in self.scope["headers"] if name == b"traceparent"]


async def get(envelope: Envelope, path: str = "/owners/7", headers: Any = None) -> httpx.Response:
    transport = httpx.ASGITransport(envelope)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        return await client.get(path)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    logging.flush()
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture(autouse=True)
def configured() -> None:
    logging.flush()  # lines of other tests
    logging.configure("patients", "info")


def raising(error: Exception) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


class TestRequestId:
    async def test_a_sane_one_is_taken_and_echoed(self) -> None:
        app = App()
        answer = await get(Envelope(app, "patients"), headers={"X-Request-ID": "abc_DEF-1.2"})
        assert answer.headers["x-request-id"] == "abc_DEF-1.2" == app.scope["vetchart.request_id"]

    @pytest.mark.parametrize("given", [None, "short", "x" * 65, "with space", "semi;colon"])
    async def test_else_one_is_made(self, given: str | None) -> None:
        envelope = Envelope(App(), "patients")
        headers = {"X-Request-ID": given} if given else {}
        made = [(await get(envelope, headers=headers)).headers["x-request-id"] for _ in range(2)]
        assert len({*made, given}) == 3
        assert all(len(each) >= 8 for each in made)


class TestTraceAtTheEdge:
    async def test_it_is_made_when_there_is_none(self) -> None:
        app = App()
        await get(Envelope(app, "gateway", edge=True))
        assert len(app.traces) == 1
        assert app.traces[0].endswith(b"-00")

    async def test_the_id_is_taken_and_sampling_is_our_own_decision(self) -> None:
        app = App()
        await get(Envelope(app, "gateway", edge=True, sample=1), headers={"traceparent": UNSAMPLED})
        assert app.traces == [SAMPLED.encode()]

    async def test_a_clients_flag_is_honoured_a_few_times_a_second(self) -> None:
        app, flags = App(), []
        envelope = Envelope(app, "gateway", edge=True)
        for _ in range(5 * CLIENT_SAMPLES_PER_SECOND):
            await get(envelope, headers={"traceparent": SAMPLED})
            flags.append(app.traces[0][-1:])
        assert flags[0] == b"1"
        assert flags.count(b"1") <= 3 * CLIENT_SAMPLES_PER_SECOND

    @pytest.mark.parametrize("given", ["rubbish", f"00-{'0' * 32}-{PARENT_ID}-01"])
    async def test_a_bad_one_is_replaced_and_its_state_dropped(self, given: str) -> None:
        app = App()
        await get(Envelope(app, "gateway", edge=True), headers={"traceparent": given, "tracestate": "a=b"})
        assert len(app.traces) == 1
        assert given.encode() not in app.traces
        assert b"tracestate" not in dict(app.scope["headers"])

    async def test_two_are_none(self) -> None:
        app = App()
        await get(Envelope(app, "gateway", edge=True), headers=[("traceparent", SAMPLED), ("traceparent", SAMPLED)])
        assert len(app.traces) == 1
        assert TRACE_ID.encode() not in app.traces[0]

    async def test_health_checks_are_never_sampled(self) -> None:
        app = App()
        await get(Envelope(app, "gateway", edge=True, sample=1), "/healthz")
        assert app.traces[0].endswith(b"-00")


class TestTraceInAService:
    @pytest.mark.parametrize("given", [SAMPLED, UNSAMPLED])
    async def test_it_is_believed(self, given: str) -> None:
        app = App()
        envelope = Envelope(app, "patients")
        for _ in range(2 * CLIENT_SAMPLES_PER_SECOND):
            await get(envelope, headers={"traceparent": given})
            assert app.traces == [given.encode()]


class TestAccessLine:
    async def test_it_names_route_and_ids_and_nothing_else(self, capsys: pytest.CaptureFixture[str]) -> None:
        headers = {"X-Request-ID": "request-1", "traceparent": UNSAMPLED}
        await get(Envelope(App(), "patients"), "/owners/7?q=Minsu", headers)
        (line,) = lines(capsys)
        assert line["durationMs"] >= 0
        assert (line["method"], line["route"], line["status"], line["bytes"]) == ("GET", "/owners/{id}", 200, 5)
        assert (line["requestId"], line["traceId"]) == ("request-1", TRACE_ID)
        assert (line["clinic"], line["user"]) == ("clinic-1", "user-1")
        assert "Minsu" not in str(line)

    @pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
    async def test_health_and_metrics_leave_none(self, path: str, capsys: pytest.CaptureFixture[str]) -> None:
        await get(Envelope(App(), "patients"), path)
        assert lines(capsys) == []

    @pytest.mark.parametrize(
        "route", ["/internal/feed", "/internal/feed/changes", "/internal/revocations", "/api/health"]
    )
    async def test_what_the_suite_asks_all_day_leaves_one_only_where_it_fails(
        self, route: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await get(Envelope(App(route=route), "patients"))
        assert lines(capsys) == []
        await get(Envelope(App(raising(ValueError()), route), "patients"))
        assert [line["status"] for line in lines(capsys) if line["event"] == "request"] == [500]

    async def test_a_request_is_measured(self) -> None:
        service = str(uuid4())
        await get(Envelope(App(), service))
        assert f'method="GET",route="/owners/{{id}}",service="{service}"' in metrics.render("")[0].decode()

    async def test_a_client_that_left_is_no_error_of_ours(self, capsys: pytest.CaptureFixture[str]) -> None:
        envelope = Envelope(App(raising(ClientDisconnect())), "patients")
        await envelope(scope("GET"), no_body, drop)
        (line,) = lines(capsys)
        assert (line["event"], line["status"]) == ("request", 499)

    async def test_methods_out_of_thin_air_are_one_label(self, capsys: pytest.CaptureFixture[str]) -> None:
        await Envelope(App(), "patients")(scope("BREW"), no_body, drop)
        assert lines(capsys)[0]["method"] == "_OTHER"


class TestFailure:
    async def test_the_client_gets_a_problem_with_the_id(self) -> None:
        envelope = Envelope(App(raising(ValueError("Minsu Kim"))), "patients")
        answer = await get(envelope, headers={"X-Request-ID": "request-1"})
        assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
        problem = answer.json()
        assert (problem["status"], problem["requestId"]) == (500, "request-1")
        assert problem.keys() == {"type", "title", "status", "detail", "error", "message", "requestId"}
        assert "Minsu" not in answer.text

    async def test_the_log_has_its_type_and_place(self, capsys: pytest.CaptureFixture[str]) -> None:
        await get(Envelope(App(raising(ValueError("Minsu Kim"))), "patients"))
        failure, access = lines(capsys)
        assert (failure["error"], failure["requestId"]) == ("ValueError", access["requestId"])
        assert access["status"] == 500
        assert "Minsu" not in str(failure)

    async def test_an_answer_cut_short_is_not_answered_again(self, capsys: pytest.CaptureFixture[str]) -> None:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            raise ValueError("Minsu Kim")

        sent: list[Message] = []

        async def collect(message: Message) -> None:
            sent.append(message)

        await Envelope(app, "patients")(scope("GET"), no_body, collect)
        assert [message["type"] for message in sent] == ["http.response.start"]
        assert lines(capsys)[0]["error"] == "ValueError"

    async def test_a_failed_start_is_told_without_its_message(self, capsys: pytest.CaptureFixture[str]) -> None:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "lifespan.startup.failed", "message": "Traceback: Minsu Kim"})
            raise ValueError("Minsu Kim")

        sent: list[Message] = []

        async def collect(message: Message) -> None:
            sent.append(message)

        with pytest.raises(ValueError, match="Minsu"):
            await Envelope(app, "patients")({"type": "lifespan"}, no_body, collect)
        assert sent == [{"type": "lifespan.startup.failed"}]
        assert lines(capsys)[0]["error"] == "ValueError"


class TestWebsocket:
    async def test_it_is_refused(self) -> None:
        sent: list[Message] = []

        async def collect(message: Message) -> None:
            sent.append(message)

        await Envelope(App(), "patients")({"type": "websocket"}, no_body, collect)
        assert sent == [{"type": "websocket.close", "code": 1008}]


def scope(method: str) -> Scope:
    return {"type": "http", "method": method, "path": "/owners/7", "headers": []}


async def no_body() -> Message:
    return {"type": "http.request"}


async def drop(message: Message) -> None: ...
