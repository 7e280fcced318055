"""Text that means something to SQL is text to the suite: in every filter, every path, and what is stored."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import httpx2 as httpx
import pytest

LogIn = Callable[[str], httpx.Client]
CORPUS = [
    "' OR '1'='1",
    "'; DROP TABLE owners; --",
    "x' UNION SELECT password_hash FROM users --",
    "1); SELECT pg_sleep(10); --",
    "$1 %s {0} \\' \\",
    "' || (SELECT current_setting('app.clinic_id')) || '",
    "/**/%27%20OR%201=1",
]
LISTS = ["owners", "patients", "records", "appointments", "bills", "price-items", "users"]


@pytest.fixture
def admin(log_in: LogIn) -> httpx.Client:
    return log_in("admin@hanbit.example")


def _reads(admin: httpx.Client) -> Iterator[tuple[str, list[str]]]:
    """Every GET of the API that takes something, and its query parameters."""
    for path, operations in admin.get("/api/openapi.json").json()["paths"].items():
        given = [each for each in operations.get("get", {}).get("parameters", []) if each["in"] in ("query", "path")]
        if given:
            yield path.removeprefix("/api"), [each["name"] for each in given if each["in"] == "query"]


def _counts(admin: httpx.Client) -> dict[str, int]:
    return {name: len(admin.get(f"/api/{name}", params={"limit": 500}).json()) for name in LISTS}


@pytest.mark.parametrize("text", CORPUS)
def test_finds_nothing_and_changes_nothing(admin: httpx.Client, text: str) -> None:
    before = _counts(admin)
    tried = 0
    for path, names in _reads(admin):
        url = "/api" + re.sub(r"\{\w+\}", quote(text, safe=""), path)
        for name in names or [""]:
            answer = admin.get(url, params={name: text} if name else None)
            assert answer.status_code in (200, 400, 404, 422), f"{url} {name}: {answer.text}"
            assert not _leaks(answer, text), f"{url} {name}: {answer.text}"
            tried += 1
    assert tried > 50
    assert _counts(admin) == before


@pytest.mark.parametrize("text", CORPUS)
def test_is_stored_as_it_is(admin: httpx.Client, text: str) -> None:
    made = admin.post("/api/owners", json={"firstName": "민지", "lastName": "김", "address": text}).json()
    assert admin.get(f"/api/owners/{made['id']}").json()["address"] == text
    assert admin.delete(f"/api/owners/{made['id']}").status_code == 200


def _leaks(answer: httpx.Response, text: str) -> bool:
    """An error that speaks of SQL, beside the client's own text; or a refusal without a problem."""
    if answer.status_code == 200:
        return False
    problem: dict[str, Any] = answer.json()
    return "detail" not in problem or bool(
        re.search("SELECT|syntax|relation|asyncpg", problem["detail"].replace(text, ""))
    )
