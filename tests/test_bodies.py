"""Bodies that are meant to hurt are refused by the suite as a whole, in words, and nothing of them is kept."""

import gzip
import json
from collections.abc import Callable, Iterator

import httpx2 as httpx
import pytest

LogIn = Callable[[str], httpx.Client]
MIB = 1 << 20
DEEP = 10_000


def _pieces() -> Iterator[bytes]:
    for _ in range(50):
        yield b" " * MIB


# name: the body, headers beside JSON's, what is answered
HOSTILE: dict[str, tuple[Callable[[], bytes | Iterator[bytes]], dict[str, str], int]] = {
    "50 MB": (lambda: b" " * 50 * MIB, {}, 413),
    "50 MB in chunks": (_pieces, {}, 413),
    "arrays 10,000 deep": (lambda: b'{"firstName":' + b"[" * DEEP + b"]" * DEEP + b"}", {}, 400),
    "objects 10,000 deep": (lambda: b'{"a":' * DEEP + b"1" + b"}" * DEEP, {}, 400),
    "1e400": (lambda: b'{"firstName": 1e400, "lastName": "x"}', {}, 400),
    "a number of a million digits": (lambda: b'{"firstName": ' + b"9" * 1_000_000 + b"}", {}, 400),
    "a key twice": (lambda: b'{"firstName": "a", "lastName": "b", "firstName": "c"}', {}, 400),
    "a gzip bomb": (
        lambda: gzip.compress(json.dumps({"notes": "0" * 100 * MIB}).encode()),
        {"Content-Encoding": "gzip"},
        415,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_is_refused_and_keeps_nothing(name: str, log_in: LogIn) -> None:
    desk = log_in("staff@hanbit.example")
    before = desk.get("/api/owners").json()
    make, headers, status = HOSTILE[name]
    answer = desk.post("/api/owners", content=make(), headers={"Content-Type": "application/json", **headers})
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert desk.get("/api/owners").json() == before
