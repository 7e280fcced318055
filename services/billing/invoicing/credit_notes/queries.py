"""SQL of credit notes: inserted only."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, insert, select

from services.billing.amounts import major
from services.billing.invoicing.bills.lines import BillLine
from services.billing.invoicing.bills.queries import label, line_rows, lines_of
from services.billing.invoicing.credit_notes.left import Credited
from services.billing.invoicing.credit_notes.schemas import CreditNote
from services.billing.tables.invoicing import credit_note_items, credit_notes
from shared.data.db import Statement, Transaction
from shared.data.paging import MAX_LIMIT, stored_bytes
from shared.data.resources import Resource
from shared.values.money import Totals

_digits = credit_notes.c.currency_digits
CREDIT_NOTES = Resource(
    "credit_note",
    credit_notes,
    CreditNote,
    read="read",
    computed={
        "credit_note_number": label("CN", credit_notes.c.number),
        "items": lines_of(credit_notes, credit_note_items, credit_note_items.c.credit_note_id),
        "subtotal": major(credit_notes.c.subtotal, _digits),
        "tax": major(credit_notes.c.tax, _digits),
        "total_amount": major(credit_notes.c.total, _digits),
    },
)

_bill = credit_notes.c.bill_id == bindparam("bill_id", type_=Uuid)
_lines_size = (
    select(func.coalesce(func.sum(func.octet_length(credit_note_items.c.description)), 0))
    .where(
        credit_note_items.c.clinic_id == bindparam("clinic_id", type_=Uuid),
        credit_note_items.c.credit_note_id == credit_notes.c.id,
    )
    .scalar_subquery()
)
LIST = CREDIT_NOTES.listing(size=stored_bytes(credit_notes) + _lines_size, where={"bill_id": _bill})

_INSERT_LINES = Statement("insert credit note items", insert(credit_note_items), [c.name for c in credit_note_items.c])
_CREDITED = Statement(
    "sum credit notes",
    select(
        func.coalesce(func.sum(credit_notes.c.subtotal), 0),
        func.coalesce(func.sum(credit_notes.c.tax), 0),
        func.coalesce(func.sum(credit_notes.c.total), 0),
    ).where(credit_notes.c.clinic_id == bindparam("clinic_id", type_=Uuid), _bill),
)


_taken = (credit_note_items.c.description, credit_note_items.c.taxable, credit_note_items.c.unit_price)
_CREDITED_LINES = Statement(
    "sum credit note items",
    select(
        *_taken,
        func.sum(credit_note_items.c.quantity).label("quantity"),
        func.sum(credit_note_items.c.total).label("total"),
    )
    .join_from(credit_notes, credit_note_items)
    .where(credit_notes.c.clinic_id == bindparam("clinic_id", type_=Uuid), _bill)
    .group_by(*_taken),
)


async def insert_lines(tx: Transaction, note: UUID, lines: Sequence[BillLine]) -> None:
    """Before the note's own row, whose RETURNING shows them."""
    await tx.execute_many(_INSERT_LINES, line_rows(lines, credit_note_id=note))


async def credited(tx: Transaction, bill: UUID) -> Totals:
    """The sum of a bill's credit notes."""
    row = await tx.row(_CREDITED, bill_id=bill)
    assert row is not None
    return Totals(*(int(each) for each in row))


async def credited_lines(tx: Transaction, bill: UUID) -> list[Credited]:
    """What a bill's credit notes hold of each of its lines."""
    return [
        Credited(
            description=row["description"],
            taxable=row["taxable"],
            unit_price=row["unit_price"],
            quantity=row["quantity"],
            total=int(row["total"]),
        )
        for row in await tx.rows(_CREDITED_LINES, bill_id=bill)
    ]


async def credit_notes_of(tx: Transaction, bill: UUID) -> list[dict[str, Any]]:
    """A bill's credit notes as the wire shows them, oldest first."""
    page = await LIST.page(tx, MAX_LIMIT, None, bill_id=bill)
    notes: list[dict[str, Any]] = json.loads(page.body, parse_float=Decimal)
    return notes[::-1]
