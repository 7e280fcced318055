from ipaddress import ip_network
from typing import Any

import pytest

from gateway.endpoints.openapi import merge
from gateway.endpoints.openapi_own import own_document
from gateway.http.headers import RequestHead
from gateway.ingress.clients import Clients
from gateway.tests.conftest import Start, Suite
from gateway.tests.stubs import Stub, answer, json_answer
from shared.identity.tokens import BAD

PATIENT = {"id": "p1", "name": "Rex", "owner": {"id": "o1"}, "alerts": ["penicillin"], "ownerId": "o1"}


def ready(suite: Suite) -> None:
    for stub in (suite.auth, suite.patients, suite.scheduling, suite.billing):
        stub.answers["/readyz"] = json_answer({"status": "ok", "latencyMs": 1.5})


SUMMARY = "/internal/patients/p1/summary"


def know_a_patient(suite: Suite) -> None:
    suite.patients.answers |= {
        SUMMARY: json_answer(
            {"patient": PATIENT, "weights": [{"weight": 12.3}], "records": [{"id": "r1"}], "more": []}
        ),
        "/internal/dashboard": json_answer({"totalPatients": 3, "totalOwners": 2, "recentRecords": [{"id": "r1"}]}),
    }
    suite.scheduling.answers |= {
        SUMMARY: json_answer({"appointments": [{"id": "a1"}], "more": []}),
        "/internal/dashboard": json_answer({"todayAppointments": 4}),
    }
    suite.billing.answers[SUMMARY] = json_answer({"bills": [{"id": "b1"}], "more": []})


class TestStats:
    async def test_come_from_two_services(self, suite: Suite) -> None:
        know_a_patient(suite)
        got = (await suite.client.get("/api/dashboard/stats")).json()
        assert got == {"totalPatients": 3, "totalOwners": 2, "todayAppointments": 4, "recentRecords": [{"id": "r1"}]}
        assert suite.scheduling.last.all("authorization") == [suite.client.headers["authorization"]]

    async def test_tell_the_newest_record_at_once(self, suite: Suite) -> None:
        know_a_patient(suite)
        await suite.client.get("/api/dashboard/stats")
        newer = {"totalPatients": 3, "totalOwners": 2, "recentRecords": [{"id": "r2"}]}
        suite.patients.answers["/internal/dashboard"] = json_answer(newer)
        assert (await suite.client.get("/api/dashboard/stats")).json()["recentRecords"] == [{"id": "r2"}]

    async def test_say_what_is_missing(self, suite: Suite) -> None:
        know_a_patient(suite)
        await suite.scheduling.stop()
        got = (await suite.client.get("/api/dashboard/stats")).json()
        assert (got["degraded"], got["todayAppointments"], got["totalPatients"]) == (["scheduling"], None, 3)

    async def test_without_patients_have_an_empty_list(self, suite: Suite) -> None:
        know_a_patient(suite)
        suite.patients.answers["/internal/dashboard"] = answer(status="503 Service Unavailable")
        got = (await suite.client.get("/api/dashboard/stats")).json()
        assert (got["degraded"], got["recentRecords"], got["totalOwners"]) == (["patients"], [], None)

    async def test_do_not_wait_for_a_slow_part(self, start: Start) -> None:
        suite = await start(compose_timeout=0.1)
        know_a_patient(suite)
        suite.scheduling.handle = suite.scheduling.never
        assert (await suite.client.get("/api/dashboard/stats")).json()["degraded"] == ["scheduling"]

    async def test_with_nobody_there_are_503(self, suite: Suite) -> None:
        await suite.patients.stop()
        await suite.scheduling.stop()
        assert (await suite.client.get("/api/dashboard/stats")).status_code == 503

    async def test_need_a_token(self, suite: Suite) -> None:
        got = await suite.client.get("/api/dashboard/stats", headers={"Authorization": ""})
        assert (got.status_code, got.json()["detail"]) == (401, BAD)

    async def test_are_304_when_nothing_changed(self, suite: Suite) -> None:
        know_a_patient(suite)
        tag = (await suite.client.get("/api/dashboard/stats")).headers["etag"]
        got = await suite.client.get("/api/dashboard/stats", headers={"If-None-Match": tag})
        assert (got.status_code, got.content) == (304, b"")

    async def test_can_only_be_read(self, suite: Suite) -> None:
        assert (await suite.client.post("/api/dashboard/stats")).status_code == 405


class TestSummary:
    async def test_names_the_lists_that_go_on(self, suite: Suite) -> None:
        know_a_patient(suite)
        suite.billing.answers[SUMMARY] = json_answer({"bills": [{"id": "b1"}], "more": ["bills"]})
        assert (await suite.client.get("/api/patients/p1/summary")).json()["more"] == ["bills"]

    async def test_leaves_out_a_part_that_says_too_much(self, suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
        know_a_patient(suite)
        monkeypatch.setattr("gateway.endpoints.parts.MOST", 1000)
        suite.billing.answers[SUMMARY] = json_answer({"bills": ["x" * 2000], "more": []})
        assert (await suite.client.get("/api/patients/p1/summary")).json()["degraded"] == ["billing"]

    async def test_is_everything_of_a_patient(self, suite: Suite) -> None:
        know_a_patient(suite)
        got = (await suite.client.get("/api/patients/p1/summary")).json()
        assert got["patient"] == PATIENT
        assert (got["owner"], got["alerts"]) == ({"id": "o1"}, ["penicillin"])
        assert [got[name][0].get("id") for name in ("records", "appointments", "bills")] == ["r1", "a1", "b1"]
        assert got["weights"] == [{"weight": 12.3}]
        assert [len(stub.requests) for stub in (suite.patients, suite.scheduling, suite.billing)] == [1, 1, 1]

    async def test_of_nobody_is_404(self, suite: Suite) -> None:
        know_a_patient(suite)
        suite.patients.answers[SUMMARY] = json_answer({"status": 404}, "404 Not Found")
        assert (await suite.client.get("/api/patients/p1/summary")).status_code == 404

    @pytest.mark.parametrize(
        ("down", "empty"), [("billing", ["bills"]), ("patients", ["weights", "records", "alerts"])]
    )
    async def test_says_what_is_missing(self, suite: Suite, down: str, empty: list[str]) -> None:
        know_a_patient(suite)
        stub: Stub = getattr(suite, down)
        await stub.stop()
        got = (await suite.client.get("/api/patients/p1/summary")).json()
        assert got["degraded"] == [down]
        assert [got[name] for name in empty] == [[]] * len(empty)


class TestHealth:
    async def test_names_each_service(self, suite: Suite) -> None:
        ready(suite)
        await suite.billing.stop()
        got = await suite.client.get("/api/health", headers={"Authorization": ""})
        assert (got.status_code, got.json()["status"]) == (200, "ok")
        assert got.json()["uptime"] >= 0
        assert got.json()["services"] == {"auth": "ok", "patients": "ok", "scheduling": "ok", "billing": "down"}

    async def test_asks_the_services_seldom(self, suite: Suite) -> None:
        ready(suite)
        for _ in range(20):
            await suite.client.get("/api/health")
        assert suite.patients.count("/readyz") <= 2

    async def test_of_the_databases_is_200(self, suite: Suite) -> None:
        ready(suite)
        got = await suite.client.get("/api/db/health", headers={"Authorization": ""})
        assert (got.status_code, got.json()["status"], got.json()["latencyMs"]) == (200, "ok", 1.5)
        assert got.json()["services"]["auth"] == {"status": "ok", "latencyMs": 1.5}

    async def test_of_the_databases_is_503_with_one_missing(self, suite: Suite) -> None:
        ready(suite)
        suite.billing.answers["/readyz"] = json_answer({"status": "error"}, "503 Service Unavailable")
        got = await suite.client.get("/api/db/health")
        assert (got.status_code, got.json()["status"]) == (503, "error")
        assert "billing" in got.json()["error"]
        assert {"latencyMs", "timestamp"} <= got.json().keys()

    async def test_of_itself_needs_no_service(self, suite: Suite) -> None:
        await suite.patients.stop()
        assert [(await suite.client.get(path)).status_code for path in ("/healthz", "/readyz")] == [200, 200]

    async def test_is_not_ready_when_it_stops(self, suite: Suite) -> None:
        suite.app.health.drain()
        assert (await suite.client.get("/readyz")).status_code == 503


class TestMetrics:
    async def test_count_by_template(self, suite: Suite) -> None:
        await suite.client.get("/api/owners/0190aaaa")
        text = (await suite.client.get("/metrics")).text
        assert 'method="GET",route="/api/owners/{id}",service="gateway"' in text
        assert "0190aaaa" not in text
        assert (
            f'upstream_requests_in_flight{{replica="127.0.0.1:{suite.patients.port}",service="patients"}} 0.0' in text
        )

    async def test_are_the_neighbours_alone(self, start: Start) -> None:
        clients, head = Clients([], [ip_network("10.0.0.0/8")]), RequestHead()
        seen = [
            address for address in ("203.0.113.9", "10.1.2.3", "127.0.0.1") if clients.may_see_metrics(address, head)
        ]
        assert seen == ["10.1.2.3", "127.0.0.1"]

    @pytest.mark.parametrize("proxies", [[], ["127.0.0.1/32"]])
    async def test_are_for_nobody_behind_a_proxy(self, start: Start, proxies: list[str]) -> None:
        """An ingress may stand among the neighbours, and may know its clients by a neighbour's address."""
        suite = await start(trusted_proxies=proxies, metrics_allow=["10.0.0.0/8"])
        for address in ("203.0.113.9", "10.1.2.3", "127.0.0.1"):
            assert (await suite.client.get("/metrics", headers={"X-Forwarded-For": address})).status_code == 404


def document(path: str, shapes: dict[str, Any]) -> dict[str, Any]:
    operation = {"tags": ["t"], "responses": {}, "security": [], "schema": {"$ref": "#/components/schemas/Thing"}}
    return {"paths": {path: {"get": operation}, "/audit": {}}, "components": {"schemas": shapes}}


class TestOpenApi:
    def test_shapes_that_differ_get_their_services_name(self) -> None:
        one, other = document("/a", {"Thing": {"type": "string"}}), document("/b", {"Thing": {"type": "integer"}})
        merged = merge({"patients": one, "billing": other, "gateway": own_document()})
        assert merged["paths"]["/b"]["get"]["schema"] == {"$ref": "#/components/schemas/BillingThing"}
        assert merged["components"]["schemas"]["BillingThing"] == {"type": "integer"}
        assert merged["components"]["schemas"]["Thing"] == {"type": "string"}

    def test_shapes_that_are_the_same_are_kept_once(self) -> None:
        one, other = document("/a", {"Thing": {"type": "string"}}), document("/b", {"Thing": {"type": "string"}})
        merged = merge({"patients": one, "billing": other, "gateway": own_document()})
        assert "BillingThing" not in merged["components"]["schemas"]

    async def test_is_the_whole_suites(self, suite: Suite) -> None:
        suite.patients.answers["/internal/openapi.json"] = json_answer(document("/owners", {}))
        got = await suite.client.get("/api/openapi.json", headers={"Authorization": ""})
        assert {"/owners", "/health", "/patients/{id}/summary", "/audit"} <= got.json()["paths"].keys()
        again = await suite.client.get("/api/openapi.json", headers={"If-None-Match": got.headers["etag"]})
        assert again.status_code == 304

    async def test_can_be_read_as_a_page_without_scripts(self, suite: Suite) -> None:
        suite.patients.answers["/internal/openapi.json"] = json_answer(document("/owners/<b>", {}))
        got = await suite.client.get("/api/docs", headers={"Authorization": ""})
        assert got.headers["content-type"].startswith("text/html")
        assert "default-src 'none'" in got.headers["content-security-policy"]
        assert "/owners/&lt;b&gt;" in got.text
        assert "<script" not in got.text
        assert "http" not in got.text.replace("httpx", "")
        assert (await suite.client.get("/api/docs/style.css")).headers["content-type"].startswith("text/css")


def entries(*times: str) -> bytes:
    return json_answer([{"at": f"2026-11-01T10:00:{at}Z", "seq": seq, "action": at} for seq, at in enumerate(times)])


class TestAudit:
    async def test_is_one_list_newest_first(self, suite: Suite) -> None:
        suite.auth.answers["/api/audit"] = entries("04", "01")
        suite.patients.answers["/api/audit"] = entries("03", "02")
        suite.scheduling.answers["/api/audit"] = suite.billing.answers["/api/audit"] = entries()
        got = await suite.client.get("/api/audit?subject=x")
        assert [(each["action"], each["service"]) for each in got.json()] == [
            ("04", "auth"), ("03", "patients"), ("02", "patients"), ("01", "auth"),
        ]  # fmt: skip
        assert "link" not in got.headers
        assert suite.billing.last.target == "/api/audit?subject=x&bytes=500000"

    async def test_goes_on_where_a_page_ended(self, suite: Suite) -> None:
        for stub in (suite.auth, suite.patients, suite.scheduling, suite.billing):
            stub.answers["/api/audit"] = entries("04", "01")
        got = await suite.client.get("/api/audit?limit=2")
        assert len(got.json()) == 2
        await suite.client.get(got.links["next"]["url"])
        cursors = [
            "cursor=" in stub.last.target for stub in (suite.auth, suite.patients, suite.scheduling, suite.billing)
        ]
        assert sorted(cursors) == [False, False, True, True]
        assert suite.billing.last.target.startswith("/api/audit?limit=2")

    async def test_holds_back_what_a_list_that_goes_on_may_come_before(self, suite: Suite) -> None:
        for stub in (suite.patients, suite.scheduling, suite.billing):
            stub.answers["/api/audit"] = entries()
        suite.patients.answers["/api/audit"] = entries("05", "01")
        next_page = ("link", '</api/audit?cursor=x>; rel="next"')
        suite.auth.answers["/api/audit"] = answer(entries("04", "03").partition(b"\r\n\r\n")[2], headers=[next_page])
        got = await suite.client.get("/api/audit")
        assert [each["action"] for each in got.json()] == ["05", "04", "03"]
        assert "cursor=" in got.links["next"]["url"]

    async def test_a_cursor_that_is_none_is_422(self, suite: Suite) -> None:
        assert (await suite.client.get("/api/audit?cursor=%2B")).status_code == 422

    @pytest.mark.parametrize("limit", ["2.0", "1" * 5000, "0", "501", "x", "-1", "%D9%A3"])
    async def test_a_limit_that_is_none_is_422(self, suite: Suite, limit: str) -> None:
        assert (await suite.client.get(f"/api/audit?limit={limit}")).status_code == 422

    async def test_a_refusal_is_passed_on(self, suite: Suite) -> None:
        suite.auth.answers["/api/audit"] = json_answer({"status": 403}, "403 Forbidden")
        assert (await suite.client.get("/api/audit")).status_code == 403

    async def test_with_a_gap_is_503(self, suite: Suite) -> None:
        await suite.billing.stop()
        got = await suite.client.get("/api/audit")
        assert got.status_code == 503
        assert "billing" in got.json()["detail"]

    @pytest.mark.parametrize("intact", [True, False])
    async def test_is_whole_when_each_chain_is(self, suite: Suite, intact: bool) -> None:
        for stub in (suite.auth, suite.patients, suite.scheduling, suite.billing):
            stub.answers["/api/audit/verify"] = json_answer({"entries": 1, "intact": True, "broken": []})
        suite.billing.answers["/api/audit/verify"] = json_answer({"entries": 1, "intact": intact, "broken": []})
        got = (await suite.client.get("/api/audit/verify")).json()
        assert got["intact"] is intact
        assert got["services"]["auth"]["entries"] == 1
