"""API composition: one call of the page, fanned out to several services at once, that says what is missing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from cachetools import TTLCache
from starlette.responses import Response

from gateway.endpoints.parts import Part, Parts
from gateway.http.calls import OwnCall
from gateway.routes import SUMMARY
from shared.data.single_flight import SingleFlight
from shared.identity.tokens import Permission
from shared.wire.errors import Unavailable

EMPTY = msgspec.Raw(b"[]")
FRESH = 2.0  # seconds
MOST_CACHED = 1000  # clinics


@dataclass(frozen=True, slots=True)
class Asker:
    """Cache key: equal ones get equal answers."""

    clinic_id: UUID
    permissions: frozenset[Permission]
    call: OwnCall = field(compare=False)


class Composed:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._booked = TTLCache[Asker, Part](MOST_CACHED, FRESH)
        self._recent = SingleFlight(self._asking_patients)

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
        if (cached := self._booked.get(asker)) is not None:
            return cached
        part = await self._parts.ask("scheduling", "/internal/dashboard", asker.call)
        if part is not None and part.ok:
            self._booked[asker] = part
        return part

    async def summary(self, call: OwnCall) -> Response:
        """Everything a veterinarian needs of one patient: of each list the newest, `more` names those that go on."""
        target = f"/internal/patients/{call.path.split(b'/')[3].decode()}/summary"
        asked = (self._parts.ask(service, target, call) for service in SUMMARY)
        parts = dict(zip(SUMMARY, await asyncio.gather(*asked), strict=True))
        of_patients = parts["patients"]
        if of_patients is not None and not of_patients.ok:  # no such patient, or a session that has ended
            return of_patients.response()
        found = {service: _object(part) for service, part in parts.items()}
        patient = found["patients"].get("patient")
        known = msgspec.json.decode(patient, type=dict[str, msgspec.Raw]) if patient else {}
        answer: dict[str, Any] = {
            "patient": patient,
            "owner": known.get("owner"),
            "alerts": known.get("alerts", EMPTY),
            **{name: found[service].get(name, EMPTY) for service, names in SUMMARY.items() for name in names},
        }
        if more := [name for part in found.values() for name in _names(part.get("more", EMPTY))]:
            answer["more"] = more
        return _answer(call, answer, list(parts.items()))


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


def _names(raw: msgspec.Raw) -> list[str]:
    return msgspec.json.decode(raw, type=list[str])
