import gzip
import json

import pytest

from gateway.http.compression import accepts_gzip
from gateway.tests.conftest import Start, Suite
from gateway.tests.stubs import answer, json_answer

LONG = [{"name": f"Owner {number}"} for number in range(200)]
TEXT = json.dumps(LONG).encode()
JSON = ("content-type", "application/json")


class TestAnAnswer:
    async def test_that_is_long_comes_compressed(self, suite: Suite) -> None:
        suite.patients.answers["/api/owners"] = answer(TEXT, headers=[JSON, ("etag", '"1-ab"')])
        got = await suite.client.get("/api/owners", headers={"Accept-Encoding": "gzip"})
        assert got.headers["content-encoding"] == "gzip"
        assert got.headers["etag"] == 'W/"1-ab"'
        assert int(got.headers["content-length"]) < len(TEXT) / 4
        assert got.json() == LONG

    @pytest.mark.parametrize("accepted", ["identity", "br", "gzip;q=0", "gzip; q=0.0"])
    async def test_comes_as_it_is_to_who_wants_no_gzip(self, suite: Suite, accepted: str) -> None:
        suite.patients.answers["/api/owners"] = json_answer(LONG)
        got = await suite.client.get("/api/owners", headers={"Accept-Encoding": accepted})
        assert "content-encoding" not in got.headers
        assert got.json() == LONG

    @pytest.mark.parametrize(
        ("body", "headers"),
        [
            (b"{}", [JSON]),
            (TEXT, [JSON, ("cache-control", "no-store")]),
            (TEXT, [("content-type", "image/png")]),
            (gzip.compress(TEXT * 90), [JSON, ("content-encoding", "gzip")]),
        ],
    )
    async def test_that_would_not_gain_is_left_alone(
        self, suite: Suite, body: bytes, headers: list[tuple[str, str]]
    ) -> None:
        suite.patients.answers["/api/owners"] = answer(body, headers=headers)
        reader, writer = await suite.send("GET /api/owners HTTP/1.1", "Accept-Encoding: gzip", "Connection: close")
        assert (await reader.read()).endswith(body)
        writer.close()


def test_gzip_may_stand_anywhere_in_the_list() -> None:
    assert accepts_gzip(b"br;q=1.0, GZIP;q=0.8, *;q=0.1")
    assert not accepts_gzip(b"x-gzip")


class TestSecurity:
    async def test_the_type_is_not_guessed(self, suite: Suite) -> None:
        assert (await suite.client.get("/api/owners")).headers["x-content-type-options"] == "nosniff"

    async def test_whoever_came_by_tls_is_kept_there(self, start: Start) -> None:
        suite = await start(trusted_proxies=["127.0.0.1/32"])
        for path in ("/api/owners", "/api/health", "/"):
            secure = await suite.client.get(path, headers={"X-Forwarded-Proto": "https"})
            assert "max-age=31536000" in secure.headers["strict-transport-security"]
            assert "strict-transport-security" not in (await suite.client.get(path)).headers
