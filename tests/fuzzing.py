"""Fuzzing of the running suite: for seconds in `make test`, for minutes in `make attack` (FUZZ_SECONDS).

What was found once is kept in tests/corpus and tried first.
"""

import itertools
import json
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import httpx2 as httpx
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from shared.testing_json import mangled
from shared.testing_openapi import Operation

CORPUS = Path(__file__).parent / "corpus"
AT_A_TIME = 20  # examples, between two looks at the clock
# Whoever fuzzes these shuts out itself or those who test beside it.
LEFT_OUT = ("/auth/", "/clinic", "/hours", "/users/{id}", "/db/")
REFUSALS = frozenset({400, 403, 404, 409, 412, 413, 415, 422, 428})
IDS_FROM = {
    "ownerId": "owners",
    "patientId": "patients",
    "appointmentId": "appointments",
    "templateId": "record-templates",
}


def corpus(kind: str) -> list[Path]:
    return sorted((CORPUS / kind).iterdir())


def for_seconds(seconds: float, *tests: Callable[[], None]) -> int:
    """Runs what hypothesis' `given` made of them in turn, with other examples each time; says how many rounds."""
    end = time.monotonic() + seconds
    for number in itertools.count():
        for test in tests:
            if time.monotonic() > end:
                return number
            some = settings(max_examples=AT_A_TIME, database=None, suppress_health_check=[*HealthCheck])
            with suppress(Unsatisfiable):
                seed(number)(some(test))()
    raise AssertionError("never reached")


class JsonBodies:
    """What writes to the API, asked with bodies that its own description makes, good and mangled."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        document = client.get("/api/openapi.json").json()
        self._readable = {path for path, methods in document["paths"].items() if "get" in methods}
        schema = schemathesis.openapi.from_dict(document)
        found = [cast(Operation, result.ok()) for result in schema.get_all_operations()]  # type: ignore[union-attr]
        self.operations = [each for each in found if each.body and not each.path.startswith(LEFT_OUT)]
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
        """What is told after a write is what is read, and its texts are those that were sent."""
        one = path if path.endswith("/{id}") else f"{path}/{{id}}"
        if one not in self._readable:
            return
        told = answer.json()
        assert self._client.get(f"/api{one.replace('{id}', told['id'])}").json() == told, body
        for name, value in json.loads(body).items():
            if isinstance(value, str) and isinstance(told.get(name), str) and not name.endswith(("At", "Id")):
                assert _plain(told[name]) == _plain(value), (path, name, body)

    def _with_ids(self, body: Any) -> Any:
        return {name: self._ids.get(name, value) for name, value in body.items()} if isinstance(body, dict) else body

    def _with_id(self, path: str) -> str:
        return path.replace("{id}", self._first(path.split("/")[1])) if "{id}" in path else path

    def _first(self, kind: str) -> str:
        return str(self._client.get(f"/api/{kind}?limit=1").json()[0]["id"])


def _plain(text: str) -> str:
    """Names lose spaces around them, and all text is composed (NFC)."""
    return " ".join(unicodedata.normalize("NFC", text).split())
