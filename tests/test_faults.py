"""Processes die; nothing is lost, and whoever reads doesn't notice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx

from deploy.local.suite import Suite
from tests.conftest import eventually

LogIn = Callable[[str], httpx.Client]


class TestAKilledReplica:
    def test_fails_no_read_and_is_started_again(self, suite: Suite, log_in: LogIn) -> None:
        admin = log_in("admin@vetchart.com")
        with ThreadPoolExecutor(4) as pool:
            codes = pool.map(lambda _: admin.get("/api/patients").status_code, range(300))
            suite.kill("patients-2")
            assert set(codes) == {200}
        _started_again(suite, "patients-2")


class TestAKilledFollower:
    def test_catches_up_with_every_owner_once(self, suite: Suite, log_in: LogIn) -> None:
        desk = log_in("staff@vetchart.com")
        owners = []
        for n in range(12):
            if n % 4 == 1:
                suite.kill("billing")
            owner = desk.post("/api/owners", json={"firstName": "Kill", "lastName": f"No{n}"}).json()["id"]
            patient = desk.post("/api/patients", json={"name": "Cat", "species": "Cat", "ownerId": owner}).json()["id"]
            owners.append({"ownerId": owner, "patientId": patient})
            suite.tend()
        _started_again(suite, "billing")
        for owner in owners:
            bill = desk.post("/api/bills", json={**owner, "items": []})
            assert bill.status_code == 201, bill.text
            assert bill.json()["owner"]["firstName"] == "Kill"


class TestAMissingService:
    def test_leaves_the_rest_and_says_what_is_missing(self, suite: Suite, log_in: LogIn) -> None:
        admin = log_in("admin@vetchart.com")
        suite.kill("scheduling")
        stats = eventually(lambda: _degraded(admin.get("/api/dashboard/stats").json()))
        assert stats["degraded"] == ["scheduling"]
        assert stats["totalPatients"] >= 20
        _started_again(suite, "scheduling")
        eventually(lambda: "degraded" not in admin.get("/api/dashboard/stats").json())


def _degraded(stats: dict[str, object]) -> dict[str, object] | None:
    return stats if "degraded" in stats else None


def _started_again(suite: Suite, name: str) -> None:
    def ready() -> bool:
        suite.tend()
        return not suite.processes[name].why_not_ready()

    eventually(ready)
