from gateway.tests.conftest import Start, Suite
from gateway.tests.stubs import answer

FORGED = {
    "X-User-Id": "root",
    "X_User_Id": "root",
    "X-Clinic-Id": "other",
    "X-Roles": "admin",
    "X-Forwarded-For": "10.9.9.9",
    "X-Forwarded-Host": "evil",
    "X-Forwarded-Proto": "https",
    "Forwarded": "for=10.9.9.9",
    "X-Real-IP": "10.9.9.9",
    "X-HTTP-Method-Override": "DELETE",
    "X-Original-URL": "/internal/feed",
}


class TestForgedHeaders:
    async def test_are_dropped(self, suite: Suite) -> None:
        await suite.client.get("/api/owners", headers=FORGED)
        seen = suite.patients.last
        assert not any("10.9.9.9" in value or value in ("root", "evil", "other") for _, value in seen.headers)
        assert seen.all("x-forwarded-for") == ["127.0.0.1"]
        assert seen.all("x-forwarded-proto") == ["http"]
        assert seen.all("x-http-method-override") == seen.all("x-original-url") == []

    async def test_those_that_connection_names_are_dropped(self, suite: Suite) -> None:
        await suite.raw("GET /api/owners HTTP/1.1", "Connection: X-Secret, keep-alive", "X-Secret: 1", "X-Other: 2")
        assert suite.patients.last.all("x-secret") == []
        assert suite.patients.last.all("x-other") == ["2"]

    async def test_those_of_one_connection_are_dropped(self, suite: Suite) -> None:
        hop = {"TE": "trailers", "Keep-Alive": "timeout=5", "Proxy-Authorization": "x", "Upgrade": "h2c"}
        await suite.client.get("/api/owners", headers=hop)
        assert not {name.lower() for name in hop} & {name for name, _ in suite.patients.last.headers}


class TestATrustedProxy:
    async def test_names_the_client_and_its_scheme(self, start: Start) -> None:
        suite = await start(trusted_proxies=["127.0.0.1/32", "10.0.0.0/8"])
        headers = {"X-Forwarded-For": "1.2.3.4, 203.0.113.7, 10.0.0.3", "X-Forwarded-Proto": "https"}
        await suite.client.get("/api/owners", headers=headers)
        assert suite.patients.last.all("x-forwarded-for") == ["203.0.113.7"]
        assert suite.patients.last.all("x-forwarded-proto") == ["https"]

    async def test_that_says_nonsense_counts_as_the_client(self, start: Start) -> None:
        suite = await start(trusted_proxies=["127.0.0.1/32"])
        await suite.client.get("/api/owners", headers={"X-Forwarded-For": "<script>"})
        assert suite.patients.last.all("x-forwarded-for") == ["127.0.0.1"]


class TestRequestHeaders:
    async def test_duplicates_and_cookies_keep_their_order(self, suite: Suite) -> None:
        await suite.raw("GET /api/owners HTTP/1.1", "X-A: 1", "Cookie: b=2", "X-A: 0", "Cookie: a=1")
        assert suite.patients.last.all("x-a") == ["1", "0"]
        assert suite.patients.last.all("cookie") == ["b=2", "a=1"]

    async def test_the_token_goes_on(self, suite: Suite) -> None:
        await suite.client.get("/api/owners")
        assert suite.patients.last.all("authorization") == [suite.client.headers["authorization"]]

    async def test_a_sane_request_id_is_taken(self, suite: Suite) -> None:
        answered = await suite.client.get("/api/owners", headers={"X-Request-ID": "abcdef12-3"})
        assert suite.patients.last.all("x-request-id") == ["abcdef12-3"]
        assert answered.headers.get_list("x-request-id") == ["abcdef12-3"]

    async def test_an_odd_one_is_replaced(self, suite: Suite) -> None:
        answered = await suite.client.get("/api/owners", headers={"X-Request-ID": "x y"})
        assert suite.patients.last.all("x-request-id") == [answered.headers["x-request-id"]] != ["x y"]

    async def test_the_trace_goes_on_unsampled(self, suite: Suite) -> None:
        await suite.client.get("/api/owners", headers={"traceparent": f"00-{'a' * 32}-{'b' * 16}-00"})
        assert suite.patients.last.all("traceparent") == [f"00-{'a' * 32}-{'b' * 16}-00"]


class TestAnswerHeaders:
    async def test_duplicates_and_cookies_keep_their_order(self, suite: Suite) -> None:
        cookies = [("Set-Cookie", "b=2; Path=/"), ("X-A", "1"), ("Set-Cookie", "a=1; Path=/"), ("X-A", "0")]
        suite.patients.answers["/api/owners"] = answer(headers=cookies)
        headers = (await suite.client.get("/api/owners")).headers
        assert headers.get_list("set-cookie") == ["b=2; Path=/", "a=1; Path=/"]
        assert headers.get_list("x-a") == ["1", "0"]

    async def test_those_of_the_other_connection_stay_behind(self, suite: Suite) -> None:
        hop = [("Connection", "X-Inner, close"), ("X-Inner", "1"), ("Keep-Alive", "5"), ("Server", "s"), ("Date", "d")]
        suite.patients.answers["/api/owners"] = answer(headers=hop)
        headers = (await suite.client.get("/api/owners")).headers
        assert not {"x-inner", "keep-alive", "server", "connection"} & set(headers)
        assert len(headers.get_list("date")) == 1
