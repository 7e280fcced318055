"""Each list, asked as the service's own role under row-level security, is read by an index."""

from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.scheduling.book.appointments.queries import LIST, overlapping
from services.scheduling.book.appointments.rules import Slot, day_end, day_start
from services.scheduling.book.dashboard.queries import scheduled_on
from services.scheduling.tests.examples import Book
from shared.data.db import Statement, Transaction
from shared.testing.kit import ClinicStub, database_url

DAY = date(2031, 3, 4)
COPIES = """
    INSERT INTO scheduling.copies (clinic_id, kind, id, revision, document)
    SELECT clinic, kind, md5(clinic || kind || n)::uuid, 1, jsonb_build_object('ownerId', owner)
    FROM unnest($1::uuid[]) AS clinic, generate_series(0, 9999) AS n,
        LATERAL (VALUES ('owner', NULL), ('patient', md5(clinic || 'owner' || n))) AS each (kind, owner)"""
APPOINTMENTS = """
    INSERT INTO scheduling.appointments (clinic_id, id, patient_id, date, time, duration, starts_at, ends_at, reason,
        notes, veterinarian, veterinarian_key, status, overbooked)
    SELECT clinic, gen_random_uuid(), md5(clinic || 'patient' || n % 10000)::uuid, at::date, at::time, 30,
        at, at + interval '30 min', '', '', 'Ann Smith', 'name:ann smith', 'scheduled', true
    FROM unnest($1::uuid[]) AS clinic, generate_series(1, 10000) AS n,
        LATERAL (SELECT '2031-01-01'::timestamptz + n * interval '1.8 hours') AS moments (at)"""


class Explaining(Transaction):
    """Keeps the plan of what it is asked."""

    __slots__ = ("plan",)

    async def row(self, statement: Statement, **values: Any) -> asyncpg.Record | None:
        await self._explain(statement, values)
        return await super().row(statement, **values)

    async def value(self, statement: Statement, **values: Any) -> Any:
        await self._explain(statement, values)
        return await super().value(statement, **values)

    async def _explain(self, statement: Statement, values: dict[str, Any]) -> None:
        arguments = statement.arguments({"clinic_id": self.clinic_id, **values})
        lines = await self.connection.fetch(f"EXPLAIN {statement.sql}", *arguments)
        self.plan = "\n".join(line[0] for line in lines)


@pytest.fixture
async def patient(book: Book) -> UUID:
    """A patient of the test's clinic, which has 10,000 appointments of as many patients, as has another."""
    clinics = [book.clinic.id, ClinicStub().id]
    ops = await asyncpg.connect(database_url("vetchart_ops"))
    owner = await asyncpg.connect(database_url("vetchart_owner"))
    try:
        await ops.execute(COPIES, clinics)
        await ops.execute(APPOINTMENTS, clinics)
        await owner.execute("ANALYZE scheduling.appointments; ANALYZE scheduling.copies")
        return UUID((await book.listed("?limit=1"))[0]["patientId"])
    finally:
        await ops.close()
        await owner.close()


async def plan(book: Book, ask: Any) -> str:
    async with book.client.app.service.db.transaction(book.clinic.id) as tx:
        explaining = Explaining(tx.connection, tx.clinic_id)
        await ask(explaining)
        return explaining.plan


class TestPlans:
    async def test_of_the_lists_have_no_sequential_scan(self, book: Book, patient: UUID) -> None:
        zone = (await book.client.app.service.directory.clinic(book.clinic.id)).zone
        since, until = day_start(DAY, zone), day_end(DAY, zone)

        async def list_plan(**values: Any) -> str:
            return await plan(book, lambda tx: LIST.page(tx, 500, None, today=DAY, current=True, **values))

        assert "appointments_latest_idx" in await list_plan()
        assert "appointments_latest_idx" in await list_plan(from_=DAY, to=DAY, since=since, until=until)
        for values in ({"since": since}, {"patient_id": patient}, {"status": "scheduled"}):
            found = await list_plan(**values)
            assert "Seq Scan" not in found, found
            assert "Sort" not in found, found

    async def test_of_an_owners_list_begins_at_the_owner(self, book: Book, patient: UUID) -> None:
        owner = UUID((await book.listed(f"?patientId={patient}"))[0]["patient"]["ownerId"])
        found = await plan(book, lambda tx: LIST.page(tx, 500, None, today=DAY, current=True, owner_id=owner))
        assert "copies_owner_idx" in found, found
        assert "appointments_patient_idx" in found, found

    async def test_of_a_booking_and_of_todays_number_read_one_days_range(self, book: Book, patient: UUID) -> None:
        zone = (await book.client.app.service.directory.clinic(book.clinic.id)).zone
        since, until = day_start(DAY, zone), day_end(DAY, zone)
        slot = Slot(patient, "name:ann smith", since, until)
        assert "appointments_latest_idx" in await plan(book, lambda tx: overlapping(tx, slot, None))
        assert "appointments_latest_idx" in await plan(book, lambda tx: scheduled_on(tx, DAY))
