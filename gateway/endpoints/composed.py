"""The composed answers: one call of the page, the services asked at once, and what is missing said so."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from starlette.responses import Response

from gateway.endpoints.parts import Part, Parts
from gateway.http.calls import OwnCall
from shared.data.single_flight import Joined
from shared.identity.tokens import Permission
from shared.wire.errors import Unavailable

EMPTY = msgspec.Raw(b"[]")
FRESH = 2.0  # seconds
MOST_KEPT = 1000  # clinics
LIST_BYTES = 450_000  # of each of the summary's four lists, so that all together are a page's 2 MB


@dataclass(frozen=True, slots=True)
class Asker:
    """Equal ones get equal answers."""

    clinic_id: UUID
    permissions: frozenset[Permission]
    call: OwnCall = field(compare=False)


class Composed:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._booked: dict[Asker, tuple[float, Part]] = {}
        self._recent = Joined(self._asking_patients)

    async def stats(self, call: OwnCall) -> Response:
        """The numbers on the dashboard, and the newest records. How many are booked may be FRESH seconds old."""
        assert call.identity
        asker = Asker(call.identity.clinic_id, call.identity.permissions, call)
        patients, scheduling = await asyncio.gather(self._recent(asker), self._book(asker))
        counted, booked = _object(patients), _object(scheduling)
        answer = {
            "totalPatients": counted.get("totalPatients"),
            "totalOwners": counted.get("totalOwners"),
            "todayAppointments": booked.get("todayAppointments"),
            "recentRecords": counted.get("recentRecords", EMPTY),
        }
        return _answer(call, answer, [("patients", patients), ("scheduling", scheduling)])

    @asynccontextmanager
    async def _asking_patients(self, asker: Asker) -> AsyncIterator[Callable[[], Awaitable[Part | None]]]:
        async def ask() -> Part | None:
            return await self._parts.ask("patients", "/internal/dashboard", asker.call)

        yield ask

    async def _book(self, asker: Asker) -> Part | None:
        asked, part = self._booked.get(asker, (float("-inf"), None))
        if time.monotonic() - asked < FRESH:
            return part
        part = await self._parts.ask("scheduling", "/internal/dashboard", asker.call)
        if part is not None and part.ok:
            if len(self._booked) >= MOST_KEPT:
                self._booked.clear()
            self._booked[asker] = (time.monotonic(), part)
        return part

    async def summary(self, call: OwnCall) -> Response:
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


def _answer(call: OwnCall, answer: dict[str, Any], sources: list[tuple[str, Part | None]]) -> Response:
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
