"""The compose file on a real Docker engine, with three replicas of patients: `make test-compose`.

Beside docker-compose.yml, further files can be named in COMPOSE_FILE, as compose itself reads it.
"""

import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx
import pytest

ROOT = Path(__file__).parents[2]
# Not Grafana, whom nothing here asks.
STARTED = ["gateway", "jaeger", "prometheus", "alertmanager", "probe", "postgres-exporter", "node-exporter"]
UP_SECONDS = 900  # the first time it builds five images


@dataclass(frozen=True)
class Stack:
    environment: dict[str, str]

    def compose(self, *arguments: str, timeout: float = 120) -> str:
        project = ["--project-name", "vetchart-test", "--env-file", ".env.example", "--profile", "observability"]
        command = ["docker", "compose", *project, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=timeout, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.environment[name]}"

    def replicas(self, service: str) -> list[str]:
        return self.compose("ps", "--quiet", service).split()


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    ports = {name: _free_port() for name in ("PORT", "JAEGER_PORT", "PROMETHEUS_PORT", "ALERTMANAGER_PORT")}
    stack = Stack({**os.environ, **ports})
    try:
        stack.compose("up", "--build", "--detach", "--wait", "--scale", "patients=3", *STARTED, timeout=UP_SECONDS)
        yield stack
    finally:
        stack.compose("down", "--volumes", "--timeout", "5", timeout=300)


@pytest.fixture(scope="session")
def api(stack: Stack) -> Iterator[httpx.Client]:
    """The US demo clinic's admin at the gateway."""
    with httpx.Client(base_url=stack.url("PORT"), timeout=10) as client:
        answer = client.post("/api/auth/login", json={"username": "admin@vetchart.com", "password": "password"})
        client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        yield client
