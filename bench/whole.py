"""The whole suite: what a request costs the gateway, the services and PostgreSQL together."""

import json
import os
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from bench import load, processes
from bench.targets import ROOT
from deploy.local.configuration import GATEWAY, Secrets
from deploy.local.database import DATABASE, OPERATIONS, psql, role_url
from deploy.local.postgres import Postgres
from deploy.local.suite import Suite
from shared.values.ids import demo_id

# The reads of k6/k6_test.js.
MIX = [f"/api/{name}" for name in ("owners", "patients", "bills", "appointments", "records", "dashboard/stats")]
PAGE = "/api/patients?limit=50"
SMALL, LARGE = 100, 100_000
PARTS = ("gateway", "services", "PostgreSQL")
WARM_UP = 3  # seconds
WARM_UPS = 10


@dataclass
class Cost:
    """µs of CPU a request: of each part, one a round."""

    parts: dict[str, list[float]] = field(default_factory=lambda: {part: [] for part in PARTS})
    rate: list[float] = field(default_factory=list)

    @property
    def sums(self) -> list[float]:
        return [sum(values) for values in zip(*self.parts.values(), strict=True)]


class Running:
    """A suite that was started for this alone."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._postgres = cast(Postgres, suite.postgres)  # it runs
        self.port = urlsplit(suite.gateway_url).port or 0
        services = [process.pid for name, process in suite.processes.items() if name != GATEWAY]
        self._pids = [[suite.processes[GATEWAY].pid], services, [self._postgres.process.pid]]

    def token(self, username: str) -> str:
        body = json.dumps({"username": username, "password": "password"}).encode()
        return str(self._ask("/api/auth/login", {"Content-Type": "application/json"}, body)["token"])

    def answer(self, path: str, token: str) -> Any:
        return self._ask(path, {"Authorization": f"Bearer {token}"})

    def warm(self, paths: list[str], token: str, seconds: float = WARM_UP) -> load.Result:
        """Until nothing is refused: a clinic that asks for much just after another one has a share."""
        result = self._load(paths, token, seconds)
        for _ in range(WARM_UPS):
            if not result.failed:
                break
            result = self._load(paths, token, seconds)
        return result

    def cost(self, paths: list[str], token: str, seconds: float, cost: Cost) -> load.Result:
        before = self._used()
        result = self._load(paths, token, seconds)
        if result.failed:
            raise RuntimeError(f"the suite answered {dict(result.statuses)}")
        for part, used, earlier in zip(PARTS, self._used(), before, strict=True):
            cost.parts[part].append((used - earlier) / len(result.latencies) * 1e6)
        cost.rate.append(result.rate)
        return result

    def idle(self, seconds: float = 5) -> list[float]:
        """ms of CPU a second of each part when nobody asks."""
        before = self._used()
        time.sleep(seconds)
        return [(used - earlier) / seconds * 1000 for used, earlier in zip(self._used(), before, strict=True)]

    def _load(self, paths: list[str], token: str, seconds: float) -> load.Result:
        return load.closed(self.port, [load.get(path, token, self.port) for path in paths], seconds)

    def fill(self, clinic: str, count: int) -> None:
        secrets = Secrets.load_or_create(self._suite.var / "secrets.json")
        url = role_url(self._postgres.admin_url, OPERATIONS, secrets.passwords[OPERATIONS])
        values = [f"--set=clinic={demo_id(clinic, 'clinic')}", f"--set=count={count}", "--set=ON_ERROR_STOP=1"]
        self._run(url, *values, f"--file={Path(__file__).with_name('patients.sql')}")

    def settle(self) -> None:
        """What autovacuum would do later, so that it doesn't count."""
        url = self._postgres.admin_url.rpartition("/")[0] + f"/{DATABASE}"
        self._run(url, "--command=VACUUM ANALYZE patients.owners, patients.patients")

    def _run(self, url: str, *options: str) -> None:
        result = psql(url, *options)
        if result.returncode:
            raise RuntimeError(result.stderr)

    def _used(self) -> list[float]:
        return [processes.cpu_seconds(*pids) for pids in self._pids]

    def _ask(self, path: str, headers: dict[str, str], body: bytes | None = None) -> Any:
        request = urllib.request.Request(self._suite.gateway_url + path, body, headers)  # noqa: S310  # ours
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)


@contextmanager
def running(folder: Path, collector: str) -> Iterator[Running]:
    """On all cores, traced at 1 %. `collector` takes the spans."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {"PORT": "0", "OTEL_EXPORTER_OTLP_ENDPOINT": collector, "TRACE_SAMPLE": "0.01"}
    # On a busy machine a request waits rather than be refused: what is measured is what it costs.
    environment |= {"PYTHONPATH": str(ROOT), "DB_ACQUIRE_TIMEOUT": "10"}
    suite = Suite(folder / "suite", environment)
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processes.CORES)  # what is started here inherits it
    try:
        suite.start()
        os.sched_setaffinity(0, mine)
        yield Running(suite)
    finally:
        os.sched_setaffinity(0, mine)
        suite.stop()
