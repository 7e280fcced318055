"""The composed answers: one call of the page, the services asked at once, and what is missing said so."""

import asyncio
import time
from typing import Any
from uuid import UUID

import msgspec
from starlette.responses import Response

from gateway.calls import Call
from gateway.parts import Part, Parts
from shared.auth import Permission
from shared.errors import Unavailable

EMPTY = msgspec.Raw(b"[]")
FRESH = 2.0  # seconds
MOST_KEPT = 1000  # clinics
LARGEST_KEPT = 40_000  # bytes: ten records of some lines; those with long notes are asked for each time
LIST_BYTES = 450_000  # of each of the summary's four lists, so that all together are a page's 2 MB
Key = tuple[UUID, frozenset[Permission]]


class Composed:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._stats: dict[Key, tuple[float, bytes]] = {}

    async def stats(self, call: Call) -> Response:
        """The numbers on the dashboard. A clinic's are asked for at most once in FRESH seconds."""
        assert call.identity
        key = (call.identity.clinic_id, call.identity.permissions)
        asked, body = self._stats.get(key, (float("-inf"), b""))
        if time.monotonic() - asked < FRESH:
            return call.json(body)
        patients, scheduling = await asyncio.gather(
            self._parts.ask("patients", "/internal/dashboard", call),
            self._parts.ask("scheduling", "/internal/dashboard", call),
        )
        counted, booked = _object(patients), _object(scheduling)
        answer = {
            "totalPatients": counted.get("totalPatients"),
            "totalOwners": counted.get("totalOwners"),
            "todayAppointments": booked.get("todayAppointments"),
            "recentRecords": counted.get("recentRecords", EMPTY),
        }
        response = _answer(call, answer, [("patients", patients), ("scheduling", scheduling)])
        if counted and booked:
            self._keep(key, msgspec.json.encode(answer))
        return response

    def _keep(self, key: Key, body: bytes) -> None:
        if len(body) > LARGEST_KEPT:
            return
        if len(self._stats) >= MOST_KEPT:
            self._stats.clear()
        self._stats[key] = (time.monotonic(), body)

    async def summary(self, call: Call) -> Response:
        """Everything a veterinarian needs of one patient: of each list the newest, `more` names those that go on."""
        patient_id = call.path.split(b"/")[3].decode()
        wanted = {
            "patient": ("patients", f"/api/patients/{patient_id}"),
            "weights": ("patients", f"/api/patients/{patient_id}/weights?bytes={LIST_BYTES}"),
            "records": ("patients", f"/api/records/patient/{patient_id}?bytes={LIST_BYTES}"),
            "appointments": ("scheduling", f"/api/appointments?patientId={patient_id}&bytes={LIST_BYTES}"),
            "bills": ("billing", f"/api/bills/patient/{patient_id}?bytes={LIST_BYTES}"),
        }
        asked = (self._parts.ask(service, target, call) for service, target in wanted.values())
        found = dict(zip(wanted, await asyncio.gather(*asked), strict=True))
        patient = found["patient"]
        if patient is not None and not patient.ok:  # no such patient, or a session that has ended
            return patient.response()
        known = _object(patient)
        lists = {name: _list(found[name]) for name in ("weights", "records", "appointments", "bills")}
        answer: dict[str, Any] = {
            "patient": msgspec.Raw(patient.body) if patient else None,
            "owner": known.get("owner"),
            "alerts": known.get("alerts", EMPTY),
            **lists,
        }
        if more := [name for name in lists if (part := found[name]) is not None and part.goes_on]:
            answer["more"] = more
        return _answer(call, answer, [(service, found[name]) for name, (service, _) in wanted.items()])


def _answer(call: Call, answer: dict[str, Any], sources: list[tuple[str, Part | None]]) -> Response:
    missing = sorted({service for service, part in sources if part is None or not part.ok})
    if len(missing) == len({service for service, _ in sources}):
        refusal = next((part for _, part in sources if part is not None), None)
        if refusal is not None and refusal.status in (401, 403):
            return refusal.response()
        raise Unavailable("The parts of the system that know this can't be reached just now; try again.")
    if missing:
        answer["degraded"] = missing
    return call.json(msgspec.json.encode(answer))


def _object(part: Part | None) -> dict[str, msgspec.Raw]:
    return msgspec.json.decode(part.body, type=dict[str, msgspec.Raw]) if part is not None and part.ok else {}


def _list(part: Part | None) -> msgspec.Raw:
    return msgspec.Raw(part.body) if part is not None and part.ok else EMPTY
