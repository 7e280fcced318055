"""Seconds of what `make attack` does for minutes: bodies and messages that nobody wrote, and those kept."""

import json
from collections.abc import Callable

import httpx2 as httpx

from tests.fuzzing import JsonBodies, corpus, for_seconds

LogIn = Callable[[str], httpx.Client]
SECONDS = 6.0


def test_json_bodies_that_once_hurt(log_in: LogIn) -> None:
    bodies = JsonBodies(log_in("admin@hanbit.example"))
    for path in corpus("json"):
        bodies.send("POST", f"/{path.stem.partition('.')[0]}", path.read_bytes())


def test_json_bodies(log_in: LogIn) -> None:
    bodies = JsonBodies(log_in("admin@hanbit.example"))
    for_seconds(SECONDS, *bodies.tests())
    assert {200, 201, 400, 422} <= bodies.statuses.keys(), json.dumps(bodies.statuses)
