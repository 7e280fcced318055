"""No answer is to be taken for something else than it says, whoever gives it."""

from pathlib import Path

import pytest

from gateway.tests.conftest import Start, Suite

ANSWERS = [
    ("GET /", 200),
    ("GET /patients/", 200),
    ("GET /none.js", 404),
    ("GET /healthz", 200),
    ("GET /readyz", 200),
    ("GET /metrics", 200),
    ("GET /api/health", 200),
    ("GET /api/openapi.json", 200),
    ("GET /api/docs", 200),
    ("GET /api/docs/style.css", 200),
    ("GET /api/owners", 200),
    ("GET /api/nothing", 404),
    ("GET /api/patients/../owners", 400),
    ("POST /api/audit", 405),
    ("HEAD /api/events", 200),
    ("GET relative", 400),
    ("BREW", 400),
]


@pytest.fixture
async def whole(start: Start, tmp_path: Path) -> Suite:
    (tmp_path / "index.html").write_text("<title>VetChart</title>")
    return await start(web_folder=tmp_path, metrics_allow=["127.0.0.1/32"])


@pytest.mark.parametrize(("request_line", "status"), ANSWERS)
async def test_every_answer_says_so(whole: Suite, request_line: str, status: int) -> None:
    got = (await whole.raw(f"{request_line} HTTP/1.1", "Accept: text/html")).lower()
    assert got.startswith(b"http/1.1 %d" % status)
    assert got.count(b"x-content-type-options: nosniff") == 1
