"""Read-through lookup of clinics and other services' objects: from the copies, else from their service."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from shared.contracts.clinic import ClinicTold
from shared.contracts.told import Told
from shared.contracts.user import UserTold
from shared.data.db import Database, Transaction
from shared.data.single_flight import SingleFlight
from shared.feed.copies import CLINIC, COPY, upsert_clinic, upsert_copy
from shared.identity.peers import Peers
from shared.wire.errors import Fault, Invalid, NotFound, Unavailable

T = TypeVar("T", bound=Told)
CLINIC_TTL = 5.0  # seconds that a clinic's settings may be old
MOST_CLINICS = 10_000  # cached


@dataclass(frozen=True, slots=True)
class ClinicSettings:
    id: UUID
    name: str
    zone: ZoneInfo
    currency: str
    digits: int
    tax_rate: Any
    tax_inclusive: bool

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(self.zone)

    def today(self) -> date:
        return self.now().date()


class Directory:
    """Reads through the copies: what isn't there yet is fetched from its service, and stored."""

    def __init__(self, db: Database, peers: Peers, urls: dict[str, str]) -> None:
        """`urls`: where each kind lives, as {"patient": "http://patients:8000/internal/patients"}."""
        self._db = db
        self._peers = peers
        self._urls = urls
        self._clinics: dict[UUID, tuple[float, ClinicSettings]] = {}
        self._loading = SingleFlight(self._asking)

    async def clinic(self, clinic_id: UUID) -> ClinicSettings:
        known = self._clinics.get(clinic_id)
        if known and known[0] > time.monotonic():
            return known[1]
        clinic = await self._loading(clinic_id)
        if len(self._clinics) >= MOST_CLINICS:
            self._clinics.clear()
        self._clinics[clinic_id] = (time.monotonic() + CLINIC_TTL, clinic)
        return clinic

    @asynccontextmanager
    async def _asking(self, clinic_id: UUID) -> AsyncIterator[Callable[[], Awaitable[ClinicSettings]]]:
        yield partial(self._load_clinic, clinic_id)

    async def _load_clinic(self, clinic_id: UUID) -> ClinicSettings:
        async with self._db.system_transaction() as tx:
            row = await tx.row(CLINIC, id=clinic_id)
        if row is None:
            answer = await self._ask("clinic", clinic_id)
            async with self._db.system_transaction() as tx:
                await upsert_clinic(tx, answer["revision"], msgspec.convert(answer["document"], type=ClinicTold))
                row = await tx.row(CLINIC, id=clinic_id)
        assert row is not None
        return ClinicSettings(
            row["id"],
            row["name"],
            ZoneInfo(row["time_zone"]),
            row["currency"],
            row["currency_digits"],
            row["tax_rate"],
            row["tax_inclusive"],
        )

    async def need(self, tx: Transaction, told: type[T], subject: UUID, path: str) -> T:
        """The object that a write names in its field `path`; raises Invalid where this clinic has no such object."""
        document = await tx.value(COPY, kind=told.kind, id=subject)
        if document is None:
            try:
                answer = await self._ask(told.kind, subject, clinic=str(tx.clinic_id))
            except NotFound:
                raise Invalid(Fault(path, "unknown", f"names no {told.kind} of this clinic")) from None
            document = msgspec.json.encode(answer["document"]).decode()
            await upsert_copy(tx, told.kind, subject, answer["revision"], document)
        return msgspec.json.decode(document, type=told)

    async def name_of(self, tx: Transaction, user_id: UUID) -> str:
        """A user's, as people read it; empty where nobody knows it just now."""
        with suppress(Invalid, Unavailable):
            return (await self.need(tx, UserTold, user_id, "")).name
        return ""

    async def renew(self, tx: Transaction, kind: str, subject: UUID) -> None:
        """Refreshes the copy, for what shows it for ever; where its service is away, the one that is here does."""
        with suppress(NotFound, Unavailable):
            answer = await self._ask(kind, subject, clinic=str(tx.clinic_id))
            here = await tx.value(COPY, kind=kind, id=subject)
            # An upsert locks the row even where it is no news: then all who issue for one owner would wait in line.
            if here is None or msgspec.json.decode(here) != answer["document"]:
                await upsert_copy(
                    tx, kind, subject, answer["revision"], msgspec.json.encode(answer["document"]).decode()
                )

    async def _ask(self, kind: str, subject: UUID, **params: str) -> dict[str, Any]:
        if kind not in self._urls:
            raise NotFound  # its own, and not there
        answer = await self._peers.get(f"{self._urls[kind]}/{subject}", timeout=2, **params)
        if answer.status_code != 200:
            raise NotFound
        found: dict[str, Any] = answer.json()
        return found
