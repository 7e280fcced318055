"""The suite under load: who asks, for what, and what the tables hold afterwards."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2 as httpx

from deploy.local.database import DATABASE, psql
from deploy.local.suite import Command, Suite, own_program
from deploy.operations.load import LOGIN, PASSING, PAUSE, Answer, Load, Request
from tests.conftest import eventually

RATE = float(os.environ.get("RATE") or 300)  # requests a second, where a test names no other
READS = ("/api/owners?limit=20", "/api/patients?limit=20", "/api/appointments?limit=20", "/api/bills?limit=20")


class Hospital:
    """A running suite with the US demo clinic's admin at the gateway."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.client = self.as_user(LOGIN["username"])

    @property
    def token(self) -> str:
        return str(self.client.headers["Authorization"]).removeprefix("Bearer ")

    def log_in(self) -> None:
        """Anew, where all sessions have ended."""
        self.client.close()
        self.client = self.as_user(LOGIN["username"])

    def as_user(self, username: str, password: str = LOGIN["password"]) -> httpx.Client:
        client = httpx.Client(base_url=self.suite.gateway_url, timeout=20)
        login = client.post("/api/auth/login", json={"username": username, "password": password}).raise_for_status()
        client.headers["Authorization"] = f"Bearer {login.json()['token']}"
        return client

    def load(self, make: Callable[[int], Request], rate: float = RATE) -> Load:
        return Load(self.suite.gateway_url, self.token, rate, make)

    @property
    def admin_url(self) -> str:
        assert self.suite.postgres
        return self.suite.postgres.admin_url

    @property
    def database_url(self) -> str:
        """As the administrator."""
        return str(urlsplit(self.admin_url)._replace(path=f"/{DATABASE}").geturl())

    def sql(self, statement: str) -> list[str]:
        done = psql(self.database_url, f"--command={statement}")
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def restarted(self, name: str) -> None:
        """Waits for its end, and for the supervisor to have started it again."""
        process = self.suite.processes[name]
        pid = process.pid

        def ready() -> bool:
            self.suite.tend()
            return process.pid != pid and not process.why_not_ready()

        eventually(ready, 60)

    def metric(self, name: str, **labels: str) -> float:
        """The sum over the gateway's series that have these labels."""
        wanted = [f'{label}="{value}"' for label, value in labels.items()]
        lines = [line for line in self.client.get("/metrics").text.splitlines() if line.startswith(f"{name}{{")]
        return sum(float(line.rpartition(" ")[2]) for line in lines if all(each in line for each in wanted))


def started(folder: Path, program: Command = own_program, **env: str) -> Iterator[Hospital]:
    own = {"PORT": "0", "DATABASE_URL": "", "TRACE_SAMPLE": "0", "OTEL_EXPORTER_OTLP_ENDPOINT": ""}
    suite = Suite(folder / "var", {**os.environ, **own, **env}, program=program)
    suite.start()
    hospital = Hospital(suite)
    yield hospital
    hospital.client.close()
    suite.stop()


def read(number: int) -> Request:
    return Request("GET", READS[number % len(READS)])


class Ledger:
    """What this client asked for and was told, to be compared with the tables.

    One request in `one_in` adds an owner with a name and an Idempotency-Key of its own; the others read.
    """

    def __init__(self, hospital: Hospital, one_in: int = 15) -> None:
        self._hospital = hospital
        self._one_in = one_in
        self.run = f"run-{uuid4().hex[:12]}"

    def make(self, number: int) -> Request:
        if number % self._one_in:
            return read(number)
        key = f"{self.run}-{number}"
        return Request("POST", "/api/owners", json.dumps({"firstName": "Load", "lastName": key}).encode(), key)

    def lost(self, answers: Sequence[Answer]) -> list[str]:
        """Acknowledged and not in the table."""
        return sorted({a.request.key for a in answers if a.request.key and a.status == 201} - set(self._stored()))

    def twice(self) -> list[str]:
        stored = self._stored()
        return sorted({name for name in stored if stored.count(name) > 1})

    def unanswered(self, answers: Sequence[Answer]) -> list[str]:
        """Never acknowledged, though sent again until it was answered."""
        keys = {a.request.key for a in answers if a.request.key}
        return sorted(keys - {a.request.key for a in answers if a.status == 201})

    def _stored(self) -> list[str]:
        return self._hospital.sql(f"SELECT last_name FROM patients.owners WHERE last_name LIKE '{self.run}-%'")


class Editor(threading.Thread):
    """`with Editor(...) as editor:` changes one owner without pause, each time naming the version it knows.

    What failed on the way is sent again; a 412 then says that it had been done. `surplus` is what was done besides.
    """

    def __init__(self, hospital: Hospital) -> None:
        super().__init__(name="editor")
        self._hospital = hospital
        self._end = threading.Event()
        owner = hospital.client.post("/api/owners", json={"firstName": "Edited", "lastName": "Often"}).json()
        self._path, self._first, self.edits = f"/api/owners/{owner['id']}", owner["version"], 0

    def __enter__(self) -> "Editor":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self.join()

    def run(self) -> None:
        with httpx.Client(base_url=self._hospital.client.base_url, headers=self._hospital.client.headers) as client:
            while not self._end.is_set():
                self._edit(client)

    def _edit(self, client: httpx.Client) -> None:
        tag = f'"{self._first + self.edits}-0"'
        while (status := self._put(client, tag)) in PASSING:
            time.sleep(PAUSE)
        assert status in (200, 412), status
        self.edits += 1

    def _put(self, client: httpx.Client, tag: str) -> int:
        change = {"notes": f"edit {self.edits}"}
        try:
            return client.put(self._path, json=change, headers={"If-Match": tag}, timeout=20).status_code
        except httpx.TransportError:
            return 0

    def surplus(self) -> int:
        version = self._hospital.client.get(self._path).json()["version"]
        return int(version - self._first - self.edits)
