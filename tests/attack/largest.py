"""A clinic of its own that holds the largest things which can be stored, made through the API."""

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx2 as httpx

from deploy.operations.load import PASSING, PAUSE
from tests.chaos.hospital import Hospital
from tests.test_commands import ADMIN, CLINIC, command

LETTER = "가"  # three bytes
NAME, LINE, TEXT, NOTES = (LETTER * length for length in (200, 500, 10_000, 100_000))
CHART: dict[str, Any] = {"symptoms": TEXT, "diagnosis": TEXT, "treatment": TEXT, "notes": NOTES}
MANY = 40  # of each kind
AT_ONCE = 4
TRIES = 10
PASSWORD = "a long enough one"


class Largest:
    """`admin` is its admin's client; `ids`: for each part of a path, as records, one that is there."""

    def __init__(self, hospital: Hospital) -> None:
        register = ["services.auth.register_clinic", *CLINIC, *ADMIN, "--password-stdin"]
        done = command(hospital.suite.var, *register, given=f"{PASSWORD}\n")
        assert done.returncode == 0, done.stderr
        self.admin = hospital.as_user("ann", PASSWORD)
        self.ids: dict[str, str] = {}
        self._fill()

    def _fill(self) -> None:
        owner = self._make("owners", {"firstName": NAME, "lastName": NAME, "address": LINE, "notes": NOTES})
        pet = {"name": NAME, "species": "Dog", "breed": LINE, "ownerId": owner}
        both = {"ownerId": owner, "patientId": self._make("patients", pet)}
        records = self._make_many("records", {**CHART, "patientId": both["patientId"]})
        items = [{"description": NAME, "unitPrice": 1}] * 100
        bill = {**both, "notes": NOTES, "items": items, "medicalRecordIds": records}
        self._make_many("bills", bill)
        self._make_many("record-templates", {**CHART, "name": NAME})
        self.admin.post(f"/api/records/{records[0]}/sign").raise_for_status()
        self._make_many(f"records/{records[0]}/addenda", {"text": TEXT})
        self.ids["records"] = records[0]

    def _make_many(self, kind: str, body: dict[str, Any]) -> list[str]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda _: self._make(kind, body), range(MANY)))

    def _make(self, kind: str, body: dict[str, Any]) -> str:
        """Sent again, with its key, while the suite has much to do."""
        key, tries = {"Idempotency-Key": uuid4().hex}, itertools.count(1)
        while (made := self._post(kind, body, key)).status_code in PASSING and next(tries) < TRIES:
            time.sleep(PAUSE)
        assert made.status_code == 201, f"{kind}: {made.text[:300]}"
        self.ids[kind] = made.json()["id"]
        return self.ids[kind]

    def _post(self, kind: str, body: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
        return self.admin.post(f"/api/{kind}", json=body, headers=headers, timeout=60)
