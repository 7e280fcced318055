"""Seconds of what `make attack` does for minutes: bodies and messages that nobody wrote, and those kept."""

from collections.abc import Callable

import httpx2 as httpx

from deploy.local.suite import Suite
from tests.fuzzing import HttpMessages, JsonBodies, corpus, for_seconds

LogIn = Callable[[str], httpx.Client]
SECONDS = 4.0  # for each


def test_json_bodies_that_once_hurt(log_in: LogIn) -> None:
    bodies = JsonBodies(log_in("admin@hanbit.example"))
    for path in corpus("json"):
        bodies.send("POST", f"/{path.stem.partition('.')[0]}", path.read_bytes())


def test_json_bodies(log_in: LogIn) -> None:
    bodies = JsonBodies(log_in("admin@hanbit.example"))
    for_seconds(SECONDS, *bodies.tests())
    assert bodies.statuses


def test_messages_that_once_hurt(suite: Suite) -> None:
    messages = HttpMessages(suite.gateway_url)
    for path in corpus("http1"):
        messages.send_damaged([path.read_bytes()])


def test_messages(suite: Suite) -> None:
    for_seconds(SECONDS, *HttpMessages(suite.gateway_url).tests())
