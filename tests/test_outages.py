"""A suite of its own whose database is taken away, closed, and restored under it: 503 and never 500, and no restart."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest

from deploy.local.configuration import GATEWAY
from deploy.local.database import DATABASE
from deploy.local.process import ROOT
from deploy.local.suite import Suite
from deploy.operations.load import LOGIN
from deploy.operations.operate import ADMIN
from tests.chaos.hospital import Hospital, started
from tests.conftest import eventually
from tests.outages import END_ALL, OUTAGES, ROLES, Outage, administer, backed_up, operators

pytestmark = pytest.mark.xdist_group("outages")
# What roles.sql sets for a role in a database isn't copied with it.
ROLE_SETTINGS = "; ".join(f"ALTER ROLE {role} IN DATABASE copy SET search_path = {role[:-4]}" for role in ROLES)
READS = ("/api/owners", "/api/patients", "/api/appointments", "/api/bills", "/api/users", "/api/search?q=be")


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    yield from started(tmp_path_factory.mktemp("outages"))


def write(hospital: Hospital) -> httpx.Response:
    return hospital.client.post("/api/owners", json={"firstName": "Out", "lastName": uuid4().hex})


def pids(hospital: Hospital) -> list[int]:
    return [process.pid for process in hospital.suite.processes.values()]


@contextlib.contextmanager
def broken(hospital: Hospital, outage: Outage) -> Iterator[None]:
    administer(hospital.admin_url, outage.begin)
    try:
        yield
    finally:
        administer(hospital.admin_url, outage.end)


@pytest.mark.parametrize("outage", OUTAGES, ids=str)
def test_an_outage_is_503_and_over_without_a_restart(hospital: Hospital, outage: Outage) -> None:
    before = pids(hospital)
    with broken(hospital, outage):
        for _ in range(3):
            for answer in (write(hospital), *(hospital.client.get(path) for path in READS)):
                reads = outage.reads and answer.request.method == "GET"
                assert answer.status_code == (200 if reads else 503), answer.text
                assert reads or answer.headers["Retry-After"]
    eventually(lambda: write(hospital).status_code == 201, 5)
    assert all(hospital.client.get(path).status_code == 200 for path in READS)
    assert pids(hospital) == before


def test_a_database_that_hangs_is_503_in_time(hospital: Hospital) -> None:
    """Its processes are stopped, so connections open and nothing answers."""
    assert hospital.suite.postgres
    stopped = family(hospital.suite.postgres.process.pid)
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        assert {write(hospital).status_code, *(hospital.client.get(path).status_code for path in READS[:3])} == {503}
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
    eventually(lambda: write(hospital).status_code == 201)


def family(pid: int) -> list[int]:
    """A process and its children."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], check=True, capture_output=True, text=True)
    return [pid, *map(int, listed.stdout.split())]


class TestRestoreWhileInUse:
    def test_ends_all_sessions_and_lets_nobody_back_in(self, hospital: Hospital, tmp_path: Path) -> None:
        client, suite = hospital.client, hospital.suite
        fired = user(hospital, "technician")
        backup = backed_up(hospital, tmp_path)
        hired = user(hospital, "admin")
        tokens = {name: token(hospital, name) for name in (fired["username"], hired["username"])}
        tokens["admin"], tokens["left"] = hospital.token, token(hospital, LOGIN["username"])
        client.put(f"/api/users/{fired['id']}", json={"disabled": True}).raise_for_status()
        client.post("/api/auth/logout", headers=bearer(tokens["left"])).raise_for_status()
        answers = operate_under_use(hospital, "scripts/db-restore.sh", backup, "--force")
        assert {status for status in answers if status >= 500} <= {503}
        eventually(lambda: all(refused_everywhere(suite, each) for each in tokens.values()), 5)
        assert login(hospital, hired["username"]).status_code == 401
        assert login(hospital, fired["username"]).status_code in (401, 403)
        fresh = token(hospital, LOGIN["username"])
        eventually(lambda: accepted_everywhere(suite, fresh), 5)
        assert not refused_everywhere(suite, fresh)
        hospital.log_in()

    def test_a_copy_made_by_other_means_ends_them_too(self, hospital: Hospital) -> None:
        """As by pg_restore into another database: auth sees that its keys are of another one."""
        old = token(hospital, LOGIN["username"])
        url = hospital.admin_url
        administer(url, (f"ALTER DATABASE {DATABASE} WITH ALLOW_CONNECTIONS false", END_ALL))
        administer(url, (f"CREATE DATABASE copy TEMPLATE {DATABASE}", ROLE_SETTINGS))
        administer(url, (f"ALTER DATABASE {DATABASE} RENAME TO original", f"ALTER DATABASE copy RENAME TO {DATABASE}"))
        eventually(lambda: refused_everywhere(hospital.suite, old), 10)
        fresh = token(hospital, LOGIN["username"])
        eventually(lambda: accepted_everywhere(hospital.suite, fresh), 5)
        hospital.log_in()


def user(hospital: Hospital, role: str) -> Any:
    name = f"u{uuid4().hex}@example.com"
    new = {
        "username": name,
        "email": name,
        "firstName": "A",
        "lastName": "B",
        "roles": [role],
        "password": "long enough",
    }
    answer = hospital.client.post("/api/users", json=new)
    assert answer.status_code == 201, answer.text
    return answer.json()


def login(hospital: Hospital, username: str) -> httpx.Response:
    password = LOGIN["password"] if username == LOGIN["username"] else "long enough"
    return httpx.post(f"{hospital.suite.gateway_url}/api/auth/login", json={"username": username, "password": password})


def token(hospital: Hospital, username: str) -> str:
    return str(login(hospital, username).json()["token"])


def bearer(value: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {value}"}


PATHS = {"auth": "/api/auth/me", "patients": "/api/owners", "scheduling": "/api/appointments", "billing": "/api/bills"}


def statuses(suite: Suite, value: str) -> list[int]:
    """At the gateway and at each process behind it."""
    behind = [(p.port, PATHS[p.name]) for p in suite.processes.values() if p.name != GATEWAY]
    urls = [f"{suite.gateway_url}{path}" for path in PATHS.values()]
    urls += [f"http://127.0.0.1:{port}{path}" for port, path in behind]
    return [httpx.get(url, headers=bearer(value)).status_code for url in urls]


def refused_everywhere(suite: Suite, value: str) -> bool:
    return set(statuses(suite, value)) == {401}


def accepted_everywhere(suite: Suite, value: str) -> bool:
    return set(statuses(suite, value)) == {200}


def operate_under_use(hospital: Hospital, *command: str) -> list[int]:
    """What people got meanwhile, and a little after."""
    found = []
    env = operators(hospital, ADMIN)
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL) as process:
        ended = float("inf")
        while time.monotonic() < ended + 1:
            found += [write(hospital).status_code, hospital.client.get("/api/search?q=be").status_code]
            if ended == float("inf") and process.poll() is not None:
                ended = time.monotonic()
    assert process.returncode == 0
    return found
