"""The supervisor, with small programs in the place of the gateway and the services."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.local import postgres
from deploy.local.configuration import Secrets
from deploy.local.postgres import NotYet, Postgres
from deploy.local.process import ROOT, Process
from deploy.local.suite import Suite, SuiteError
from deploy.local.terminal import Terminal

PROGRAM = """
import http.server, json, os, signal, sys

class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(dict(os.environ)).encode())

    def log_message(self, *_):
        pass

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
if os.environ.get("FAULTY") == sys.argv[1]:
    sys.exit("JWT_SECRET needs at least 32 bytes") if sys.argv[1] == "billing" else os._exit(78)
print(sys.argv[1], "started", flush=True)
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
"""


def program(name: str) -> list[str]:
    return [sys.executable, "-c", PROGRAM, name]


def new_suite(var: Path, **env: str) -> tuple[Suite, io.StringIO]:
    shown = io.StringIO()
    environment = {**os.environ, "PORT": "0", **env}
    return Suite(var, environment, terminal=Terminal(shown), program=program, migrated=()), shown


def environment_seen_by(process: Process) -> Any:
    with urllib.request.urlopen(f"http://127.0.0.1:{process.port}/", timeout=5) as answer:
        return json.load(answer)


def eventually(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not come true"
        time.sleep(0.05)


def tended(suite: Suite, condition: Callable[[], object]) -> None:
    def look() -> object:
        suite.tend()
        return condition()

    eventually(look)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Suite, io.StringIO]]:
    suite, shown = new_suite(tmp_path_factory.mktemp("suite"), REPLICAS="patients=2", METRICS_ALLOW="10.0.0.0/8")
    suite.start()
    yield suite, shown
    suite.stop()


class TestEnvironment:
    def test_only_auth_has_the_secret_that_seals_the_keys(self, running: tuple[Suite, io.StringIO]) -> None:
        seen = {name: environment_seen_by(process) for name, process in running[0].processes.items()}
        assert [name for name in seen if "JWT_SECRET" in seen[name]] == ["auth"]
        assert [name for name in seen if "SERVICE_SECRETS" in seen[name]] == ["auth"]
        assert len({each["SERVICE_SECRET"] for each in seen.values()}) == 5

    def test_each_service_has_its_own_role_and_the_gateway_none(self, running: tuple[Suite, io.StringIO]) -> None:
        seen = {name: environment_seen_by(process) for name, process in running[0].processes.items()}
        assert "//billing_svc:" in seen["billing"]["DATABASE_URL"]
        assert "DATABASE_URL" not in seen["gateway"]

    def test_the_gateway_knows_all_replicas(self, running: tuple[Suite, io.StringIO]) -> None:
        processes = running[0].processes
        ports = (processes["patients"].port, processes["patients-2"].port)
        urls = environment_seen_by(processes["gateway"])["PATIENTS_URL"].split(",")
        assert urls == [f"http://127.0.0.1:{port}" for port in ports]

    def test_what_is_not_ours_passes_through(self, running: tuple[Suite, io.StringIO]) -> None:
        assert environment_seen_by(running[0].processes["gateway"])["METRICS_ALLOW"] == "10.0.0.0/8"


class TestTending:
    def test_a_process_that_dies_is_said_and_started_again(self, running: tuple[Suite, io.StringIO]) -> None:
        suite, shown = running
        suite.kill("scheduling")
        while not answers(suite.processes["scheduling"].port):
            suite.tend()
        assert "scheduling ended (signal SIGKILL)" in shown.getvalue()
        assert "scheduling started" in shown.getvalue()

    def test_a_server_that_dies_is_started_again_where_it_was(self, running: tuple[Suite, io.StringIO]) -> None:
        suite, shown = running
        assert suite.postgres
        port = suite.postgres.port
        suite.postgres.kill()
        suite.tend()
        assert answers(port)
        assert "PostgreSQL ended" in shown.getvalue()

    def test_a_server_that_can_not_start_is_said_and_tried_again(
        self, running: tuple[Suite, io.StringIO], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        suite, shown = running
        assert suite.postgres
        monkeypatch.setattr(postgres, "START_ATTEMPTS", 1)
        data, port = suite.postgres.data, suite.postgres.port
        suite.postgres.kill()
        with socket.create_server(("127.0.0.1", port)):
            suite.tend()
            assert "Address already in use" in shown.getvalue()
        data.rename(data.with_name("away"))
        tended(suite, lambda: "isn't there" in shown.getvalue())
        data.with_name("away").rename(data)
        tended(suite, lambda: answers(port))
        assert "It is tried again" in shown.getvalue()

    def test_a_process_that_can_not_start_is_said_and_tried_again(
        self, running: tuple[Suite, io.StringIO], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        suite, shown = running
        process = suite.processes["billing"]
        log, process.log = process.log, suite.var / "no such folder" / "log"
        suite.kill("billing")
        tended(suite, lambda: "billing could not be started" in shown.getvalue())
        process.log = log
        tended(suite, lambda: answers(process.port))


class TestStart:
    def test_a_server_that_can_not_start_at_once_is_waited_for(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        start, failures = Postgres.start, [NotYet("no room")]

        def at_the_second_try(*args: Any, **options: Any) -> Postgres:
            if failures:
                raise failures.pop()
            return start(*args, **options)

        monkeypatch.setattr(Postgres, "start", at_the_second_try)
        suite, shown = new_suite(tmp_path)
        suite.start()
        suite.stop()
        assert "no room\n  It is tried again in 0.5 s." in shown.getvalue()

    def test_a_second_one_in_the_same_folder_is_refused(self, running: tuple[Suite, io.StringIO]) -> None:
        second, _ = new_suite(running[0].var)
        with pytest.raises(SuiteError, match="runs already"):
            second.start()

    def test_a_port_in_use_is_said_with_what_to_do(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            suite, _ = new_suite(tmp_path, PORT=str(taken.getsockname()[1]))
            with pytest.raises(SuiteError, match="make run PORT="):
                suite.start()

    def test_a_process_that_is_set_up_wrongly_stops_the_start(self, tmp_path: Path) -> None:
        suite, _ = new_suite(tmp_path, FAULTY="auth")
        with pytest.raises(SuiteError, match=r"auth ended \(exit code 78\)"):
            suite.start()
        assert suite.postgres is None
        assert all(process.exit_code is not None for process in suite.processes.values())

    def test_a_process_that_keeps_dying_stops_the_start_with_its_log(self, tmp_path: Path) -> None:
        suite, _ = new_suite(tmp_path, FAULTY="billing")
        with pytest.raises(SuiteError, match="JWT_SECRET needs at least 32 bytes"):
            suite.start()

    def test_names_of_replicas_are_checked(self, tmp_path: Path) -> None:
        suite, _ = new_suite(tmp_path, REPLICAS="patient=2")
        with pytest.raises(SuiteError, match="write it like patients=2"):
            suite.start()

    def test_secrets_are_made_once_and_are_the_users_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "secrets.json"
        assert Secrets.load_or_create(path) == Secrets.load_or_create(path)
        assert path.stat().st_mode & 0o777 == 0o600


class TestEnd:
    DRIVER = """
import pathlib, sys, time
sys.path.insert(0, {root!r})
from tests.test_local_suite import new_suite
suite, _ = new_suite(pathlib.Path({var!r}))
suite.start()
print(suite.postgres.port, *(process.port for process in suite.processes.values()), flush=True)
time.sleep(60)
"""

    @pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's parent-death signal")
    def test_nothing_outlives_a_supervisor_that_was_killed(self, tmp_path: Path) -> None:
        driver = self.DRIVER.format(root=str(ROOT), var=str(tmp_path))
        with subprocess.Popen([sys.executable, "-c", driver], stdout=subprocess.PIPE, text=True) as supervisor:
            assert supervisor.stdout
            ports = [int(port) for port in supervisor.stdout.readline().split()]
            assert all(answers(port) for port in ports)
            supervisor.send_signal(signal.SIGKILL)
        assert len(ports) == 6
        eventually(lambda: not any(answers(port) for port in ports))
