"""The suite as `make run` starts it: real processes, a PostgreSQL of its own, spans sent to a small collector.

Starting it takes seconds, so one worker runs all tests that ask for it.
"""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2 as httpx
import pytest

from deploy.local.suite import Suite
from shared.testing.otlp import Collector


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "suite" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("suite"))


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> Iterator[Suite]:
    environment = {
        **os.environ,
        "PORT": "0",
        "REPLICAS": "patients=2",
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint,
        "TRACE_SAMPLE": "0",
    }
    suite = Suite(tmp_path_factory.mktemp("suite") / "var", environment)
    suite.start()
    yield suite
    suite.stop()


@pytest.fixture(scope="session")
def log_in(suite: Suite) -> Iterator[Callable[[str], httpx.Client]]:
    """A client at the gateway for each demo login, as `log_in("vet@vetchart.com")`."""
    clients: dict[str, httpx.Client] = {}

    def client(username: str) -> httpx.Client:
        if username not in clients:
            clients[username] = httpx.Client(base_url=suite.gateway_url, timeout=20)
            login = {"username": username, "password": "password"}
            answer = clients[username].post("/api/auth/login", json=login)
            clients[username].headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return clients[username]

    yield client
    for each in clients.values():
        each.close()


def eventually(look: Callable[[], Any], seconds: float = 20) -> Any:
    """What `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it didn't come about"
        time.sleep(0.05)
    return found
