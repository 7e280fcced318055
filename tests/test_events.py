"""The stream of changes, through the real suite: what one does, another one's stream tells within a moment."""

import json
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest

from deploy.local.postgres import free_port
from deploy.local.process import Process
from deploy.local.suite import Suite
from tests.conftest import eventually

LogIn = Callable[[str], httpx.Client]
PROMISE = 5.0  # seconds until a stream ends with its session
PASSWORD = "a password of the test"


class Listening:
    """Somebody's stream, read by a thread of its own."""

    def __init__(self, url: str, user: dict[str, Any]) -> None:
        self.user = user
        login = httpx.post(f"{url}/api/auth/login", json={"username": user["username"], "password": PASSWORD}).json()
        self._client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {login['token']}"}, timeout=60)
        self.changes: list[dict[str, Any]] = []
        self.resyncs = 0
        self.begun, self.ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        assert self.begun.wait(20)

    def _read(self) -> None:
        with self._client.stream("GET", "/api/events") as response:
            for line in response.iter_lines():
                self.begun.set()
                self.resyncs += line == "event: resync"
                if line.startswith("data: ") and line != "data: {}":
                    self.changes.append(json.loads(line[6:]))
        self.ended.set()

    def hears(self, *subjects: tuple[str, str]) -> None:
        """Waits for all of them; where one doesn't come, what came instead is shown."""
        with suppress(AssertionError):
            eventually(lambda: self.told >= set(subjects))
        assert self.told >= set(subjects), f"{self.resyncs} resyncs"

    @property
    def told(self) -> set[tuple[str, str]]:
        return {(each["kind"], each["id"]) for each in self.changes}

    def end_session(self) -> None:
        session = self._client.get("/api/auth/sessions").json()[0]["id"]
        assert self._client.delete(f"/api/auth/sessions/{session}").status_code == 200

    def close(self) -> None:
        if not self.ended.is_set():
            self.end_session()
        self._thread.join(20)
        self._client.close()


@contextmanager
def listening(admin: httpx.Client, url: str = "") -> Iterator[Listening]:
    name = f"{uuid4().hex}@vetchart.example"
    body = {"username": name, "email": name, "firstName": "A", "lastName": "B", "roles": ["staff"]}
    user = admin.post("/api/users", json={**body, "password": PASSWORD}).json()
    stream = Listening(url or str(admin.base_url), user)
    try:
        yield stream
    finally:
        stream.close()


@pytest.fixture(scope="module", autouse=True)
def followed(suite: Suite, log_in: LogIn) -> None:
    """A gateway asks the services from its first stream on. What changed before their first answer isn't told."""
    admin = log_in("admin@vetchart.com")
    with listening(admin) as stream:
        eventually(lambda: tells_of_all(stream, admin))


def tells_of_all(stream: Listening, admin: httpx.Client) -> bool:
    book(admin)
    admin.post("/api/price-items", json={"name": uuid4().hex, "unitPrice": 1})
    return {kind for kind, _ in stream.told} >= {"owner", "appointment", "price_item"}


@pytest.fixture
def admin(log_in: LogIn) -> httpx.Client:
    return log_in("admin@vetchart.com")


def book(client: httpx.Client) -> httpx.Response:
    """For an animal of its own: others' tests may have archived what the lists show."""
    owner = client.post("/api/owners", json={"firstName": "Ann", "lastName": "Lee"}).json()
    patient = client.post("/api/patients", json={"name": "Rex", "species": "Dog", "ownerId": owner["id"]}).json()
    day = date.today() + timedelta(days=400 + uuid4().int % 5000)
    return client.post("/api/appointments", json={"patientId": patient["id"], "date": str(day), "time": "09:00"})


def booked(client: httpx.Client) -> Any:
    """None as long as it can't be done."""
    answer = book(client)
    return answer.json() if answer.status_code == 201 else None


class TestAChange:
    def test_is_told_within_a_moment(self, admin: httpx.Client) -> None:
        with listening(admin) as stream:
            made = book(admin).json()
            stream.hears(("appointment", made["id"]))
            moved = admin.post(f"/api/appointments/{made['id']}/stage", json={"stage": "arrived"}).json()
            told = {"kind": "appointment", "id": made["id"], "version": moved["version"]}
            eventually(lambda: told in stream.changes)

    def test_of_every_kind_is_told(self, admin: httpx.Client) -> None:
        with listening(admin) as stream:
            owner = admin.post("/api/owners", json={"firstName": "Ann", "lastName": "Lee"}).json()["id"]
            rex = {"name": "Rex", "species": "Dog", "ownerId": owner}
            patient = admin.post("/api/patients", json=rex).json()["id"]
            record = admin.post("/api/records", json={"patientId": patient, "notes": "Well"}).json()["id"]
            bill = admin.post("/api/bills", json={"ownerId": owner, "patientId": patient}).json()["id"]
            stream.hears(("owner", owner), ("patient", patient), ("record", record), ("bill", bill))

    def test_of_another_clinic_is_not_told(self, admin: httpx.Client, log_in: LogIn) -> None:
        hanbit = log_in("admin@hanbit.example")
        with listening(hanbit) as stream:
            theirs, own = book(admin).json(), book(hanbit).json()
            stream.hears(("appointment", own["id"]))
            assert ("appointment", theirs["id"]) not in stream.told

    def test_is_told_also_after_a_service_was_away(self, suite: Suite, admin: httpx.Client) -> None:
        with listening(admin) as stream:
            suite.kill("scheduling")
            suite.processes["scheduling"].start()
            made = eventually(lambda: booked(admin))
            stream.hears(("appointment", made["id"]))


class TestAStream:
    def test_ends_with_its_session(self, admin: httpx.Client) -> None:
        with listening(admin) as stream:
            stream.end_session()
            assert stream.ended.wait(PROMISE)

    def test_ends_when_its_user_is_disabled(self, admin: httpx.Client) -> None:
        with listening(admin) as stream:
            assert admin.put(f"/api/users/{stream.user['id']}", json={"disabled": True}).status_code == 200
            assert stream.ended.wait(PROMISE)

    def test_ends_when_its_gateway_stops(self, suite: Suite, admin: httpx.Client, tmp_path: Path) -> None:
        gateway = another_gateway(suite, tmp_path)
        gateway.start()
        eventually(lambda: not gateway.why_not_ready())
        with listening(admin, f"http://127.0.0.1:{gateway.port}") as stream:
            gateway.signal(signal.SIGTERM)
            assert stream.ended.wait(PROMISE)
        gateway.wait_until(time.monotonic() + 10)
        assert gateway.exit_code == -signal.SIGTERM


def another_gateway(suite: Suite, folder: Path) -> Process:
    first, port = suite.processes["gateway"], free_port()
    return Process("gateway-2", first.command, {**first.environment, "PORT": str(port)}, port, folder / "log")
