"""Asks a service whatever its own OpenAPI document allows, and much that it doesn't: no 5xx, answers as described."""

import random
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any, cast

import httpx2 as httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.testing.kit import Client

Operation = APIOperation[Any, Any, Any, Any]
AnyCase = Case[Any]
_random = random.Random(0)  # noqa: S311 - nothing secret hangs on it
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


async def explore(
    client: Client,
    expected: frozenset[int],
    seconds: float = 20.0,
    rounds: int = 12,
    without: Collection[str] = (),
    **values: Any,
) -> None:
    """Asks every operation of the document, round after round, for so many seconds and until the expected statuses
    have come.

    Raises at the first answer that isn't as described. Ids that answers held are used again, so that not all is 404;
    `without` are paths not to ask, `values` are for fields of bodies whose rules the document doesn't tell.
    """
    document = (await client.get("/internal/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(document)
    found = [cast(Operation, result.ok()) for result in schema.get_all_operations()]  # type: ignore[union-attr]
    operations = [operation for operation in found if operation.path not in without]
    known: dict[str, list[Any]] = {name: [value] for name, value in values.items()}
    missing, deadline = set(expected), time.monotonic() + seconds
    for case in _cases(operations, rounds):
        if time.monotonic() > deadline and not missing:
            return
        _use(known, case)
        answer = await _send(client, case)
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code == 201:
            known.setdefault(case.path.split("/")[1], []).append(answer.json()["id"])
        missing.discard(answer.status_code)
    assert not missing


def _cases(operations: list[Operation], rounds: int) -> Iterator[AnyCase]:
    """Good and bad ones of all operations in turn, always the same."""
    for round_ in range(rounds):
        for operation in operations:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                yield from _generated(operation, mode, round_)


def _generated(operation: Operation, mode: GenerationMode, number: int, count: int = 5) -> list[AnyCase]:
    """Hypothesis runs a test; here the test only collects what it is given, since ours must be awaited."""
    found: list[AnyCase] = []

    @seed(number)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    @given(operation.as_strategy(generation_mode=mode))
    def collect(case: AnyCase) -> None:
        found.append(case)

    with suppress(Unsatisfiable):  # a call without parameters can't be asked wrongly
        collect()
    return found


def _use(known: Mapping[str, list[Any]], case: AnyCase) -> None:
    """In most paths, and in most bodies, where `ownerId` is one of the owners."""
    resource = case.path.split("/")[1]
    for values in _values(case):
        for name in values if isinstance(values, dict) else ():
            choice = known.get(resource if name == "id" else f"{name[:-2]}s" if name.endswith("Id") else name)
            if choice and _random.random() < 0.8:
                values[name] = _random.choice(choice)


def _values(case: AnyCase) -> list[Any]:
    return [case.path_parameters, case.body]


async def _send(client: Client, case: AnyCase) -> httpx.Response:
    request = case.as_transport_kwargs(base_url=str(client.base_url.join("/api")))
    request.pop("cookies", None)
    given = request.pop("headers").items()
    headers = {name: value.encode("latin-1", "replace") for name, value in given if name != "Authorization"}
    return await client.request(content=request.pop("data", None), headers=headers, **request)
