"""People at the desk for drills: they read and write through the gateway, and a ledger keeps what was acknowledged."""

import itertools
import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2 as httpx

LOGIN = {"username": "admin@vetchart.com", "password": "password"}
READS = ("owners", "patients", "records", "appointments", "bills", "dashboard/stats")


@dataclass(frozen=True)
class Written:
    """An owner that the gateway said was made."""

    id: str
    sent: datetime
    acknowledged: datetime


@dataclass
class Load:
    """`people` at once, each with a write for so many reads; a failure is any answer that isn't 2xx, and any error."""

    url: str
    people: int = 4
    reads_per_write: int = 3
    written: list[Written] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> "Load":
        token = httpx.post(f"{self.url}/api/auth/login", json=LOGIN, timeout=20).raise_for_status().json()["token"]
        for number in range(self.people):
            thread = threading.Thread(target=self._work, args=(number, token), daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def requests(self) -> int:
        return sum(self.counts.values())

    def wait_for(self, more: int) -> None:
        """Until so many more requests were answered."""
        goal = self.requests() + more
        while self.requests() < goal:
            time.sleep(0.02)

    def _work(self, number: int, token: str) -> None:
        choice = random.Random(number)  # noqa: S311  # what is read, not a secret
        with httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {token}"}, timeout=20) as client:
            for turn in itertools.count():
                if self._stop.is_set():
                    return
                if turn % (self.reads_per_write + 1) == 0:
                    self._write(client, f"{number}-{turn}")
                else:
                    self._send(client, "GET", f"/api/{choice.choice(READS)}")

    def _write(self, client: httpx.Client, name: str) -> None:
        sent = datetime.now(UTC)
        key = {"Idempotency-Key": str(uuid.uuid4())}
        answer = self._send(client, "POST", "/api/owners", json={"firstName": "Drill", "lastName": name}, headers=key)
        if answer is not None:
            self.written.append(Written(answer.json()["id"], sent, datetime.now(UTC)))

    def _send(self, client: httpx.Client, method: str, path: str, **options: object) -> httpx.Response | None:
        try:
            answer = client.request(method, path, **options)  # type: ignore[arg-type]  # passed on as they are
        except httpx.HTTPError as error:
            self.failures.append(f"{method} {path}: {type(error).__name__}")
            answer = None
        self.counts[method] += 1
        if answer is not None and not answer.is_success:
            self.failures.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
            return None
        return answer
