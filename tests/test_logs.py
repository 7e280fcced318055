"""What the suite writes to its logs holds nobody's data, whatever was asked and whatever failed."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import httpx2 as httpx

from deploy.local.postgres import log_file
from deploy.local.suite import Suite
from tests.conftest import eventually

LogIn = Callable[[str], httpx.Client]
OF_OWNERS = ("firstName", "lastName", "email", "phone", "address", "notes")
OF_PATIENTS = ("name", "microchip")
OF_RECORDS = ("diagnosis", "treatment", "symptoms", "notes")
DEMO_CLINICS = ("admin@vetchart.com", "admin@hanbit.example")
JSON = {"Content-Type": "application/json"}
HANGUL = re.compile(r"[가-힣]")


def output(suite: Suite) -> str:
    """All that its processes and PostgreSQL wrote."""
    files = [*(suite.var / "log").iterdir()]
    if suite.postgres:
        files.append(log_file(suite.postgres.data))
    return "\n".join(file.read_text(errors="replace") for file in files)


def values(objects: Iterable[dict[str, Any]], fields: Iterable[str]) -> set[str]:
    """Of the demo's: what other tests write may be as short as a digit."""
    demo = [each for each in objects if UUID(each["id"]).version != 7]
    return {str(each[field]) for each in demo for field in fields if each[field]}


def provoke(client: httpx.Client, owner: dict[str, Any], patient: dict[str, Any]) -> list[int]:
    """Calls whose bodies, queries and paths hold names, each of which fails or answers; the statuses."""
    name, chip = owner["lastName"], patient["microchip"]
    at = {"patientId": patient["id"], "date": "2031-03-03", "time": "09:00", "veterinarian": name, "reason": name}
    answers = [
        client.get("/api/search", params={"q": name}),
        client.get("/api/patients", params={"name": name}),
        client.get(f"/api/owners/{name}"),
        client.get(f"/api/{patient['name']}"),
        client.post("/api/owners", json={"firstName": name, "phone": owner["phone"], "unknown": name}),
        client.post("/api/owners", content=f'{{"firstName": "{name}", ', headers=JSON),
        client.post("/api/patients", json={"name": patient["name"], "microchip": f"{chip}x", "ownerId": owner["id"]}),
        client.put(f"/api/owners/{owner['id']}", json={"lastName": name}, headers={"If-Match": '"999-aa"'}),
        client.delete(f"/api/owners/{owner['id']}"),
        client.post("/api/appointments", json=at),
        client.post("/api/appointments", json=at),
        client.post("/api/auth/login", json={"username": owner["email"], "password": name}),
        client.get("/api/owners", headers={b"Authorization": f"Bearer {name}".encode()}),
    ]
    return [answer.status_code for answer in answers]


def found(secrets: set[str], text: str) -> list[str]:
    """As words: a short name could stand inside another word. Korean writes none between."""
    return [each for each in secrets if re.search(_pattern(each), text)]


def _pattern(value: str) -> str:
    return re.escape(value) if HANGUL.search(value) else rf"(?<!\w){re.escape(value)}(?!\w)"


def test_hold_no_name_phone_chip_or_finding(suite: Suite, log_in: LogIn) -> None:
    secrets: set[str] = set()
    statuses: set[int] = set()
    for client in map(log_in, DEMO_CLINICS):
        owners, patients, records = (client.get(f"/api/{kind}").json() for kind in ("owners", "patients", "records"))
        chipped = next(each for each in patients if each["microchip"])
        statuses |= set(provoke(client, owners[0], chipped))
        secrets |= values(owners, OF_OWNERS) | values(patients, OF_PATIENTS) | values(records, OF_RECORDS)
    last = log_in(DEMO_CLINICS[0]).get("/api/owners").headers["X-Request-ID"]
    eventually(lambda: last in output(suite))  # lines are written a little later
    assert {200, 400, 401, 404, 409, 412, 422} <= statuses
    assert len(secrets) > 100
    assert found(secrets, output(suite)) == []
