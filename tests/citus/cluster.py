"""The running suite's nodes, and clinics on each of them."""

import json
import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2 as httpx

from deploy.local.citus_suite import CitusSuite
from deploy.local.database import DATABASE, psql
from deploy.local.process import ROOT
from deploy.operations.load import Answer, Load, Request

PASSWORD = "twelve grey mares at dawn"
EACH = 2  # clinics on a worker, at least
WHERE = """SELECT groupid FROM pg_dist_placement
    WHERE shardid = get_shard_id_for_distribution_column('auth.users', '{}'::uuid)"""


@dataclass(frozen=True)
class Clinic:
    id: str
    token: str
    group: int  # the worker that has it


class Cluster:
    def __init__(self, suite: CitusSuite) -> None:
        self.suite = suite
        self.clinics: list[Clinic] = []
        while len(self._groups()) < 2 or min(map(len, self._groups().values())) < EACH:
            self.clinics.append(self._register())

    def of(self, worker: str) -> list[Clinic]:
        group = self.group(worker)
        return [clinic for clinic in self.clinics if clinic.group == group]

    def besides(self, worker: str) -> list[Clinic]:
        return [clinic for clinic in self.clinics if clinic not in self.of(worker)]

    def group(self, worker: str) -> int:
        return int(self.sql(f"SELECT groupid FROM pg_dist_node WHERE nodeport = {self.suite.nodes[worker].port}")[0])

    def sql(self, statement: str, node: str = "postgres") -> list[str]:
        """As the administrator."""
        url = urlsplit(self.suite.nodes[node].admin_url)._replace(path=f"/{DATABASE}").geturl()
        done = psql(url, f"--command={statement}")
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    @contextmanager
    def load(self, rate: float) -> Iterator[dict[Clinic, Load]]:
        """Of each clinic so many requests a second: an owner is made, and the owners are listed."""
        with ExitStack() as stack:
            url = self.suite.gateway_url
            yield {each: stack.enter_context(Load(url, each.token, rate, _request)) for each in self.clinics}

    def runs(self, node: str) -> bool:
        """Whether it runs, or could be started again."""
        self.suite.tend()
        return self.suite.nodes[node].process.poll() is None

    @contextmanager
    def hung(self, node: str) -> Iterator[None]:
        """All its processes are stopped as by a machine that hangs."""
        pids = _with_children(self.suite.nodes[node].process.pid)
        _send(pids, signal.SIGSTOP)
        try:
            yield
        finally:
            _send(pids, signal.SIGCONT)

    def _groups(self) -> dict[int, list[Clinic]]:
        groups: dict[int, list[Clinic]] = defaultdict(list)
        for clinic in self.clinics:
            groups[clinic.group].append(clinic)
        return groups

    def _register(self) -> Clinic:
        name = f"admin-{uuid4().hex[:8]}"
        options = ["--name", "Clinic", "--time-zone", "UTC", "--currency", "USD", "--tax-rate", "0.08"]
        options += ["--admin-username", name, "--admin-email", f"{name}@example.com"]
        options += ["--first-name", "Ann", "--last-name", "Lee", "--password-stdin"]
        command = [sys.executable, "-m", "services.auth.register_clinic", *options]
        env = self.suite.processes["auth"].environment
        subprocess.run(command, check=True, cwd=ROOT, env=env, input=PASSWORD, text=True, capture_output=True)
        login = {"username": name, "password": PASSWORD}
        told = httpx.post(f"{self.suite.gateway_url}/api/auth/login", json=login, timeout=20).raise_for_status().json()
        clinic = self.sql(f"SELECT clinic_id FROM auth.logins WHERE name = '{name}'")[0]
        return Clinic(clinic, told["token"], int(self.sql(WHERE.format(clinic))[0]))


def _request(number: int) -> Request:
    if number % 2:
        return Request("GET", "/api/owners?limit=20")
    owner = {"firstName": "Load", "lastName": str(number)}
    return Request("POST", "/api/owners", json.dumps(owner).encode())


def answers(loads: dict[Clinic, Load], clinics: list[Clinic]) -> list[Answer]:
    return [answer for clinic in clinics for answer in loads[clinic].answers]


def _with_children(pid: int) -> list[int]:
    """PostgreSQL's processes have none of their own."""
    found = subprocess.run(["pgrep", "--parent", str(pid)], check=False, capture_output=True, text=True).stdout
    return [pid, *map(int, found.split())]


def _send(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        os.kill(pid, number)
