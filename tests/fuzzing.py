"""Fuzzing of the running suite: for seconds in `make test`, for minutes in `make attack` (FUZZ_SECONDS).

What was found once is kept in tests/corpus and tried first.
"""

import itertools
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2 as httpx
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from shared.testing.http import damaged, requests, segments
from shared.testing.json import mangled
from shared.testing.openapi import Operation
from shared.wire.texts import tidy

CORPUS = Path(__file__).parent / "corpus"
AT_A_TIME = 5  # examples, between two looks at the clock
# Whoever fuzzes these shuts out itself or those who test beside it.
LEFT_OUT = ("/auth/", "/clinic", "/hours", "/users/{id}", "/db/")
FOLLOWER = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
REFUSALS = frozenset({400, 403, 404, 409, 412, 413, 415, 422, 428})
IDS_FROM = {
    "ownerId": "owners",
    "patientId": "patients",
    "appointmentId": "appointments",
    "templateId": "record-templates",
}
_STATUS = re.compile(rb"HTTP/1\.1 ([0-9]{3}) ").findall


def corpus(kind: str) -> list[Path]:
    return sorted((CORPUS / kind).iterdir())


def for_seconds(seconds: float, *tests: Callable[[], None]) -> None:
    """Runs what hypothesis' `given` made, in turn, with other examples each time."""
    some = settings(max_examples=AT_A_TIME, database=None, suppress_health_check=[*HealthCheck])
    end, few = time.monotonic() + seconds, [some(test) for test in tests]
    for number in itertools.count():
        for test in few:
            if time.monotonic() > end:
                return
            with suppress(Unsatisfiable):
                seed(number)(test)()


class HttpMessages:
    """What is HTTP and what nearly is, in any segments: one answer a request, and none where it ends isn't known."""

    def __init__(self, url: str) -> None:
        self._address = (urlsplit(url).hostname or "", urlsplit(url).port or 80)
        self.sent = 0

    def tests(self) -> Iterator[Callable[[], None]]:
        yield given(segments(requests().map(lambda request: request[0])))(self.send_good)
        yield given(segments(damaged()))(self.send_damaged)

    def send_good(self, pieces: list[bytes]) -> None:
        """The connection is closed after the answer, or in a state to answer the next request."""
        answer = self._talk([*pieces, FOLLOWER])
        first, *rest = statuses(answer) or [0]
        assert first in REFUSALS | {200, 401, 405}, (pieces, answer)
        assert rest == [200] or (rest == [] and b"connection: close" in answer.lower()), (pieces, answer)

    def send_damaged(self, pieces: list[bytes]) -> None:
        answer, asked = self._talk(pieces, ends=True), b"".join(pieces).count(b"HTTP/1.")
        found = statuses(answer)
        assert all(status < 500 or status in (501, 505) for status in found), (pieces, answer)
        assert len(found) <= asked + 1, (pieces, answer)  # what follows the last may be refused as well

    def _talk(self, pieces: list[bytes], *, ends: bool = False) -> bytes:
        """All that comes until the gateway closes. `ends`: it is told that no more will be sent."""
        self.sent += 1
        answer = b""
        with socket.create_connection(self._address, timeout=20) as connection, suppress(ConnectionError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with suppress(ConnectionError):  # refused already
                for piece in pieces:
                    connection.sendall(piece)
                if ends:
                    connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                answer += piece
        return answer


def statuses(answer: bytes) -> list[int]:
    """Of all answers in it."""
    return [int(status) for status in _STATUS(answer) if status != b"100"]


class JsonBodies:
    """What writes to the API, asked with bodies that its own description makes, good and mangled."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        document = client.get("/api/openapi.json").json()
        self._readable = {path for path, methods in document["paths"].items() if "get" in methods}
        schema = schemathesis.openapi.from_dict(document)
        found = [cast(Operation, result.ok()) for result in schema.get_all_operations()]  # type: ignore[union-attr]
        self.operations = [each for each in found if each.body and not each.path.startswith(LEFT_OUT)]
        self._firsts: dict[str, str] = {}
        self._ids = {field: self._first(kind) for field, kind in IDS_FROM.items()}
        self.statuses: dict[int, int] = {}

    def tests(self) -> Iterator[Callable[[], None]]:
        for operation in self.operations:
            bodies = operation.as_strategy(generation_mode=GenerationMode.POSITIVE).map(lambda case: case.body)
            yield self._test(operation, bodies.map(self._with_ids))

    def send(self, method: str, path: str, body: bytes) -> None:
        """Raises AssertionError where the answer isn't one that such a body may have."""
        url = f"/api{self._with_id(path)}"
        answer = self._client.request(method, url, content=body, headers={"Content-Type": "application/json"})
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        told = f"{answer.status_code} {method} {url} {body[:300]!r}: {answer.text[:300]}"
        if answer.status_code in (200, 201):
            self._reads_back(path, answer, body)
        else:
            assert answer.status_code in REFUSALS, told
            assert answer.headers["Content-Type"] == "application/problem+json", told

    def _test(self, operation: Operation, bodies: st.SearchStrategy[Any]) -> Callable[[], None]:
        method, path = operation.method.upper(), operation.path
        good = bodies.map(lambda body: httpx.Request("POST", "http://a", json=body).content)
        return given(good | mangled(bodies))(lambda body: self.send(method, path, body))

    def _reads_back(self, path: str, answer: httpx.Response, body: bytes) -> None:
        """What is read after a write is what was told, and its texts are those that were sent."""
        one = path if path.endswith("/{id}") else f"{path}/{{id}}"
        if one not in self._readable:
            return
        told = answer.json()
        read = self._client.get(f"/api{one.replace('{id}', told['id'])}").json()
        assert read.items() <= told.items(), (read, told, body)  # an invitation is told once
        for name, value in json.loads(body).items():
            if (name, value) == ("status", "overdue"):  # is computed
                continue
            if isinstance(value, str) and isinstance(told.get(name), str) and not name.endswith(("At", "Id")):
                assert _plain(name, told[name]) == _plain(name, value), (path, name, body)

    def _with_ids(self, body: Any) -> Any:
        return {name: self._ids.get(name, value) for name, value in body.items()} if isinstance(body, dict) else body

    def _with_id(self, path: str) -> str:
        return path.replace("{id}", self._first(path.split("/")[1])) if "{id}" in path else path

    def _first(self, kind: str) -> str:
        if kind not in self._firsts:
            found = self._client.get(f"/api/{kind}?limit=1").raise_for_status().json()
            self._firsts[kind] = str(found[0]["id"] if found else uuid4())
        return self._firsts[kind]


def _plain(name: str, text: str) -> str:
    """Names lose what nobody sees, and those that log in their letter case."""
    return tidy(text).casefold() if name in ("username", "email") else tidy(text)
