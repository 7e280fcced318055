"""What PostgreSQL itself holds, whatever the code does."""

import json
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text

from services.billing.invoicing.bills.queries import LIST
from services.billing.tests.front_desk import FrontDesk
from shared.data.db import Statement, Transaction
from shared.service.app import ServiceApp
from shared.testing.kit import database_url


class TestIssuedBill:
    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE bills SET total = total + 1, tax = tax + 1",
            "UPDATE bills SET number = 7",
            "UPDATE bills SET owner_id = id",
            "DELETE FROM bill_items",
        ],
    )
    async def test_cannot_be_changed(self, desk: FrontDesk, app: ServiceApp, change: str) -> None:
        await desk.sent()
        with pytest.raises(asyncpg.CheckViolationError):
            async with app.service.db.transaction(desk.clinic.id) as tx:
                await tx.execute(Statement("change", text(change)))

    async def test_is_the_sum_of_its_lines(self, desk: FrontDesk, app: ServiceApp) -> None:
        bill = await desk.bill()
        for change in ("tax_inclusive = true", "subtotal = subtotal - 1, total = total - 1"):
            with pytest.raises(asyncpg.CheckViolationError, match="sum of its lines"):
                async with app.service.db.transaction(desk.clinic.id) as tx:
                    await tx.execute(Statement("change", text(f"UPDATE bills SET {change}")))
        assert await desk.get(bill) == bill

    @pytest.mark.parametrize(
        "change",
        [
            "DELETE FROM bills",
            "DELETE FROM payments",
            "UPDATE payments SET amount = 1",
            "UPDATE bill_items SET total = 1",
            "UPDATE credit_notes SET total = 1",
            "DELETE FROM credit_note_items",
        ],
    )
    async def test_the_service_has_no_right_to(self, desk: FrontDesk, app: ServiceApp, change: str) -> None:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with app.service.db.transaction(desk.clinic.id) as tx:
                await tx.execute(Statement("change", text(change)))


async def used_indexes(tx: Transaction, **filters: Any) -> set[str]:
    """Of the plan for a page of bills, as the service's role."""
    await LIST.page(tx, 20, None, **filters)
    used = (filters.get("sort", ""), *(name for name in LIST._where if filters.get(name) is not None))
    statement = LIST._statements[used]
    values = {**filters, "limit": 20, "bytes": 1000, "clinic_id": tx.clinic_id}
    plan = await tx.connection.fetchval(f"EXPLAIN (FORMAT JSON) {statement.sql}", *statement.arguments(values))
    found: set[str] = set()

    def walk(node: dict[str, object]) -> None:
        found.add(str(node.get("Index Name")))
        for each in node.get("Plans", []):  # type: ignore[attr-defined]
            walk(each)

    walk(json.loads(plan)[0]["Plan"])
    return found


_MANY = Statement(
    "copy a bill",
    text(
        """INSERT INTO bills (clinic_id, id, created_at, currency, currency_digits, tax_rate, tax_inclusive,
            subtotal, tax, total, owner_id, patient_id, medical_record_ids, bill_date, due_date, notes)
        SELECT clinic_id, gen_random_uuid(), created_at - n * interval '1 minute', currency, currency_digits, tax_rate,
            tax_inclusive, 0, 0, 0, gen_random_uuid(), gen_random_uuid(), '{}', bill_date, due_date, notes
        FROM bills, generate_series(1, 500) n WHERE clinic_id = CAST(:clinic_id AS uuid) AND id = CAST(:id AS uuid)"""
    ),
)


async def test_lists_use_their_indexes_under_row_level_security(desk: FrontDesk, app: ServiceApp) -> None:
    bill = await desk.bill()
    for _ in range(4):  # each bill's sum is checked at the end of its transaction
        async with app.service.db.transaction(desk.clinic.id) as tx:
            await tx.execute(_MANY, id=UUID(bill["id"]))
    owner_of_the_tables = await asyncpg.connect(database_url("vetchart_owner"))
    await owner_of_the_tables.execute("ANALYZE billing.bills")
    await owner_of_the_tables.close()
    async with app.service.db.transaction(desk.clinic.id) as tx:
        shown = {"today": (await app.service.directory.clinic(desk.clinic.id)).today(), "current": True}
        owner, patient = UUID(bill["ownerId"]), UUID(bill["patientId"])
        assert "bills_newest_idx" in await used_indexes(tx, **shown)
        assert "bills_status_idx" in await used_indexes(tx, **shown, status="cancelled")
        assert "bills_owner_idx" in await used_indexes(tx, **shown, owner_id=owner)
        assert "bills_patient_idx" in await used_indexes(tx, **shown, patient_id=patient)
        assert "bills_number_key" in await used_indexes(tx, **shown, number=7)
        for sort, index in (("date", "day"), ("-due", "due"), ("amount", "total"), ("-number", "number")):
            assert f"bills_by_{index}_idx" in await used_indexes(tx, **shown, sort=sort)
        await tx.connection.execute("SET LOCAL enable_seqscan = off")  # the items of a test are few
        assert "bill_items_bill_idx" in await used_indexes(tx, **shown)
