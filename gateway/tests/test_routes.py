import pytest

from gateway.routes import Routes
from gateway.tests.conftest import Suite
from shared.wire.errors import NotFound

# Paths that reach something else, or may, once somebody normalises or decodes them.
CROOKED = [
    "/api/owners/../../internal/feed",
    "/api/../internal/feed",
    "/api/./owners",
    "/api//owners",
    "//api/owners",
    "/api/owners//1",
    "/api/%2e%2e/internal/feed",
    "/api/%2E%2E/metrics",
    "/api/owners/..%2f..%2finternal",
    "/api/owners%2f..%2f..%2fmetrics",
    "/api/owners/%252e%252e/internal",
    "/api/owners;a=b",
    "/api/owners/;/../internal",
    "/api\\owners",
    "/api/owners/..\\..\\internal",
    "/api/owners/%5c..%5cinternal",
    "/api/owners%00",
    "/api/owners/%c0%ae%c0%ae/internal",
    "/api/owners/%ff",
    "/API/owners",
    "/Api/owners",
    "/%61pi/owners",
    "/api/internal/feed",
    "/api/metrics",
    "/api/healthz",
    "/internal/feed",
    "/internal/dashboard",
    "/internal/token",
    "/%69nternal/feed",
    "/Internal/feed",
    "/api/owners/",
    "/api/",
    "/api",
    "/api/nothing",
    "/api/dashboard/other",
    "/api/docs/other",
]


class TestMatch:
    @pytest.mark.parametrize(
        ("path", "service", "template"),
        [
            ("/api/owners", "patients", "/api/owners"),
            ("/api/owners/0190", "patients", "/api/owners/{id}"),
            ("/api/records/patient/0190", "patients", "/api/records/patient/{id}"),
            ("/api/patients/0190/weights", "patients", "/api/patients/{id}/weights"),
            ("/api/patients/0190/summary", "gateway", "/api/patients/{id}/summary"),
            ("/api/bills/0190/credit-notes", "billing", "/api/bills/{id}/credit-notes"),
            ("/api/auth/sessions/0190", "auth", "/api/auth/sessions/{id}"),
            ("/api/bills/0190/new/call", "billing", "/api/bills/*"),
            ("/api/db/test-write", "patients", "/api/db/test-write"),
            ("/api/auth/second-factor/confirm", "auth", "/api/auth/second-factor/confirm"),
            ("/api/users/0190/invitation", "auth", "/api/users/{id}/invitation"),
            ("/api/users/0190/password-reset", "auth", "/api/users/{id}/password-reset"),
        ],
    )
    def test_finds_service_and_template(self, path: str, service: str, template: str) -> None:
        route = Routes().match(path.encode())
        assert (route.service, route.template, route.public) == (service, template, False)

    @pytest.mark.parametrize(
        "path",
        [
            "/api/auth/login",
            "/api/auth/enrolment/confirm",
            "/api/auth/password-reset",
            "/api/auth/.well-known/jwks.json",
            "/api/health",
        ],
    )
    def test_some_are_public(self, path: str) -> None:
        assert Routes().match(path.encode()).public

    def test_others_are_not_found(self) -> None:
        with pytest.raises(NotFound):
            Routes().match(b"/api/nothing")


class TestACrookedPath:
    @pytest.mark.parametrize("path", CROOKED)
    async def test_is_refused_and_reaches_no_service(self, suite: Suite, path: str) -> None:
        answer = await suite.raw(f"GET {path} HTTP/1.1")
        assert answer[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 404"), answer
        assert b"application/problem+json" in answer
        reached = [request.target for stub in (suite.patients, suite.billing) for request in stub.requests]
        assert reached == []
        assert {request.target.partition("?")[0] for request in suite.auth.requests} <= {
            "/internal/token", "/internal/revocations", "/api/auth/.well-known/jwks.json",
        }  # fmt: skip

    async def test_control_characters_in_the_query_go_no_further(self, suite: Suite) -> None:
        answer = await suite.raw("GET /api/owners?q=a\x0cb HTTP/1.1")
        assert answer.startswith(b"HTTP/1.1 400")
        assert suite.patients.requests == []


class TestAPlainPath:
    async def test_goes_on_with_its_query_as_it_is(self, suite: Suite) -> None:
        await suite.client.get("/api/search?q=%EA%B9%80+a%2fb&limit=5")
        assert suite.patients.last.target == "/api/search?q=%EA%B9%80+a%2fb&limit=5"

    async def test_goes_to_its_service(self, suite: Suite) -> None:
        for path in ("/api/owners", "/api/appointments", "/api/bills"):
            await suite.client.get(path)
        assert [len(each.requests) for each in (suite.patients, suite.scheduling, suite.billing)] == [1, 1, 1]


class TestWithoutAToken:
    @pytest.mark.parametrize("token", ["", "Bearer", "Bearer a.b.c", "Bearer a.b.c=", "Basic YTpi"])
    async def test_it_is_401_and_no_service_hears_of_it(self, suite: Suite, token: str) -> None:
        answer = await suite.client.get("/api/owners", headers={"Authorization": token})
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["message"]
        assert suite.patients.requests == []

    async def test_two_authorizations_are_401(self, suite: Suite) -> None:
        answer = await suite.raw("GET /api/owners HTTP/1.1", f"Authorization: Bearer {suite.user.token}")
        assert answer.startswith(b"HTTP/1.1 401")
        assert suite.patients.requests == []

    async def test_logging_in_is_possible(self, suite: Suite) -> None:
        answer = await suite.client.post("/api/auth/login", json={"username": "a"}, headers={"Authorization": ""})
        assert answer.status_code == 200
        assert suite.auth.last.body == b'{"username":"a"}'
