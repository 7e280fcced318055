"""The whole of VetChart on one machine: PostgreSQL, the gateway and the services, started and stopped in order."""

import fcntl
import io
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO, TypeVar

from deploy.local import database
from deploy.local.archive import archiving
from deploy.local.configuration import GATEWAY, Secrets, environment_of, replicas
from deploy.local.postgres import NotYet, Postgres, PostgresError, free_port, log_file
from deploy.local.process import Process, pause_after
from deploy.local.schemas import migrate
from deploy.local.terminal import Terminal

DEFAULT_PORT = "3001"
READY_TIMEOUT = 300  # seconds: the first start loads the demo clinics
STOP_TIMEOUT = 10
EX_CONFIG = 78  # a process that is set up wrongly: starting it again would change nothing
MANY_DEATHS = 4

T = TypeVar("T")
Command = Callable[[str], Sequence[str]]


class SuiteError(Exception):
    """It can't run; the message tells the user what to do."""


def own_program(process: str) -> Sequence[str]:
    return [sys.executable, "-m", process if process == GATEWAY else f"services.{process}"]


class Suite:
    """`env` is the user's environment: DATABASE_URL, PORT, REPLICAS and all that passes through to the processes.

    Start and `tend` it from one thread: on Linux its processes end with that thread.
    """

    def __init__(
        self,
        var: Path,
        env: Mapping[str, str],
        *,
        terminal: Terminal | None = None,
        program: Command = own_program,
        migrated: Sequence[str] = database.SERVICES,
    ) -> None:
        self.var = var.absolute()
        self.env = env
        self.processes: dict[str, Process] = {}
        self.postgres: Postgres | None = None
        self.gateway_url = ""
        self._terminal = terminal or Terminal(io.StringIO())
        self._program = program
        self._migrated = migrated
        self._lock: TextIO | None = None
        self._failures = 0  # of PostgreSQL's start, since it last went well
        self._database_due = 0.0

    def start(self) -> None:
        """Returns when every process is ready; stops what it started before it raises. Raises SuiteError."""
        try:
            self._lock_folder()
            port = self._gateway_port()
            kept = Secrets.load_or_create(self.var / "secrets.json")
            admin_url = self._start_database(kept)
            self._make_processes(port, kept, admin_url)
            with self._terminal.step(f"gateway and services, {len(self.processes)} processes"):
                self._wait_until_ready()
        except BaseException as error:
            self.stop()
            if isinstance(error, (PostgresError, PermissionError, ValueError)):
                raise SuiteError(str(error)) from error
            raise

    def stop(self) -> None:
        """The gateway first, so that what it has taken on is still answered; PostgreSQL last."""
        everyone = list(self.processes.values())
        self._end([process for process in everyone if process.name == GATEWAY])
        self._end([process for process in everyone if process.name != GATEWAY])
        if self.postgres:
            self.postgres.stop()
            self.postgres = None
        if self._lock:
            self._lock.close()

    def kill(self, name: str) -> None:
        self.processes[name].signal(signal.SIGKILL)
        self.processes[name].wait_until(time.monotonic() + STOP_TIMEOUT)

    def tend(self) -> None:
        """Say what died, and start it again when its time has come."""
        self._tend_database()
        self._tend_processes()

    def _tend_database(self) -> None:
        """Tries for as long as it takes. A folder that isn't there is waited for, and never made anew."""
        if not self.postgres or self.postgres.process.poll() is None or time.monotonic() < self._database_due:
            return
        data, port = self.postgres.data, self.postgres.port
        if not self._failures:
            self._terminal.line(f"PostgreSQL ended and is started again; its log is {log_file(data)}")
        try:
            if not data.exists():
                raise NotYet(f"{data} isn't there.")
            self.postgres = self._started_postgres(data, port)
            self._failures = 0
        except (PostgresError, OSError) as error:
            self._database_due = time.monotonic() + self._said(error)

    def _started_postgres(self, data: Path, port: int = 0) -> Postgres:
        return Postgres.start(data, settings=self._postgres_settings(), port=port, meanwhile=self._tend_processes)

    def _said(self, error: Exception) -> float:
        """Seconds until the next try."""
        self._failures += 1
        pause = pause_after(self._failures)
        self._terminal.line(f"{error}\n  It is tried again in {pause:.1f} s.")
        return pause

    def _tend_processes(self) -> None:
        for process in self.processes.values():
            if process.noticed_death():
                self._terminal.line(f"{process.end_in_words()}\n  {process.name} is started again.")
            if failure := process.start_if_due():
                self._terminal.line(f"{failure}\n  It is tried again.")

    def _lock_folder(self) -> None:
        self.var.mkdir(parents=True, exist_ok=True)
        (self.var / "log").mkdir(exist_ok=True)
        self._lock = (self.var / "run.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SuiteError(f"VetChart runs already with its data in {self.var}: stop it there with Ctrl-C.") from None

    def _gateway_port(self) -> int:
        text = self.env.get("PORT") or DEFAULT_PORT
        if not text.isdecimal() or int(text) > 65535:
            raise SuiteError(f"PORT={text} is no port: take a number from 1024 to 65535.")
        port = int(text) or free_port()
        host = self.env.get("HOST") or "127.0.0.1"
        try:
            socket.create_server((host, port)).close()
        except OSError as error:
            raise SuiteError(
                f"Port {port} of {host} can't be used: {os.strerror(error.errno or 0)}. Stop the program that has it, "
                f"or take another: make run PORT={port + 1}"
            ) from None
        shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104  # compared, not bound
        self.gateway_url = f"http://{shown}:{port}"
        return port

    def _start_database(self, kept: Secrets) -> str:
        admin_url = self.env.get("DATABASE_URL", "")
        with self._terminal.step("PostgreSQL of DATABASE_URL" if admin_url else "PostgreSQL 18"):
            if not admin_url:
                self.postgres = self._patiently(lambda: self._started_postgres(self.var / "postgres" / "data"))
                admin_url = self.postgres.admin_url
            left_out = self._patiently(lambda: database.prepare(admin_url, kept.passwords))
        if left_out:
            self._terminal.line(left_out)
        with self._terminal.step("schemas"):
            owner_url = database.role_url(admin_url, database.OWNER, kept.passwords[database.OWNER])
            migrate(owner_url, self._migrated, self.var / "log" / "migrations.log")
        return admin_url

    def _patiently(self, start: Callable[[], T]) -> T:
        """What it gives as soon as it can. Raises NotYet after as long as the processes get for their start."""
        deadline = time.monotonic() + READY_TIMEOUT
        while True:
            try:
                found = start()
            except NotYet as error:
                if time.monotonic() > deadline:
                    raise
                time.sleep(self._said(error))
            else:
                self._failures = 0
                return found

    def _postgres_settings(self) -> dict[str, str]:
        return archiving(self.var / "pitr") if self.env.get("WAL_ARCHIVE") else {}

    def _make_processes(self, gateway_port: int, kept: Secrets, admin_url: str) -> None:
        counts = replicas(self.env.get("REPLICAS", ""))
        ports = {name: [free_port() for _ in range(count)] for name, count in counts.items()}
        ports[GATEWAY] = [gateway_port]
        for kind, each in ports.items():
            for number, port in enumerate(each, start=1):
                name = kind if number == 1 else f"{kind}-{number}"
                environment = environment_of(kind, port, self.env, kept, admin_url, ports)
                log = self.var / "log" / f"{name}.log"
                if log.exists():
                    log.rename(log.with_suffix(".log.1"))
                self.processes[name] = Process(name, self._program(kind), environment, port, log)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_TIMEOUT
        waiting = list(self.processes.values())
        while waiting:
            for process in waiting:
                if process.exit_code == EX_CONFIG or process.deaths >= MANY_DEATHS:
                    raise SuiteError(process.end_in_words())
            self.tend()
            reasons = {process.name: process.why_not_ready() for process in waiting}
            waiting = [process for process in waiting if reasons[process.name]]
            self._terminal.progress("; ".join(f"{name}: {reason}" for name, reason in reasons.items() if reason))
            if time.monotonic() > deadline:
                raise SuiteError(f"Not ready after {READY_TIMEOUT} s: {reasons}. The logs are in {self.var / 'log'}.")
            time.sleep(0.1)

    @staticmethod
    def _end(processes: Sequence[Process]) -> None:
        for process in processes:
            process.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_TIMEOUT
        for process in processes:
            process.wait_until(deadline)
