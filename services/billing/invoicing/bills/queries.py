"""SQL of bills: with their lines and payments, and with what they name out of the copies."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    FromClause,
    Table,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB, aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert

from services.billing.amounts import major
from services.billing.invoicing.bills.lines import BillLine
from services.billing.invoicing.bills.schemas import Bill
from services.billing.tables.invoicing import bill_items, bills, document_numbers, papers, payments
from shared.data.audit import lock_chain
from shared.data.db import Statement, Transaction, json_object
from shared.data.paging import stored_bytes
from shared.data.resources import Columns, Resource
from shared.data.tables import copies
from shared.feed.desk import Desk
from shared.feed.embeds import brief_copy, copy_of, join_copy, join_patient, patient_embed, whole_copy
from shared.feed.papers import Papers
from shared.wire.documents import Document

LABEL_DIGITS = 6
MOST_WHOLE = 1_000_000  # bytes of the records that one bill embeds
_clinic = bindparam("clinic_id", type_=Uuid)  # in subqueries too: by their outer row alone Citus finds no shard
_EMPTY = literal_column("'[]'::json", JSON)


def label(prefix: str, number: ColumnElement[int]) -> ColumnElement[str]:
    """`BILL-000001`; beyond a million the number just grows, where lpad alone would cut it."""
    digits = cast(number, Text)
    width = func.greatest(LABEL_DIGITS, func.length(digits))
    return literal_column(f"'{prefix}-'", Text) + func.lpad(digits, width, literal_column("'0'"))


def _outer(column: Column[Any]) -> ColumnElement[Any]:
    """A column of the row that a subquery is for, by its name alone.

    As a column it would bring its table into the subquery's FROM in an INSERT's RETURNING, where SQLAlchemy correlates
    nothing, and with it all of the clinic's rows.
    """
    return literal_column(f"{column.table.name}.{column.name}", column.type)


def lines_of(parent: Table, items: Table, parent_id: Column[Any]) -> ColumnElement[Any]:
    """The lines of a bill or credit note as a JSON array, in their order."""
    document = json_object(
        id=items.c.id,
        description=items.c.description,
        quantity=func.trim_scale(items.c.quantity),
        unitPrice=major(items.c.unit_price, _outer(parent.c.currency_digits)),
        totalPrice=major(items.c.total, _outer(parent.c.currency_digits)),
        taxable=items.c.taxable,
        priceItemId=items.c.price_item_id,
    )
    mine = and_(items.c.clinic_id == _clinic, parent_id == _outer(parent.c.id))
    return _array(document, items.c.position, mine)


def _array(document: Any, order: Any, where: ColumnElement[bool]) -> ColumnElement[Any]:
    ordered = func.json_agg(aggregate_order_by(document, order))
    return select(func.coalesce(ordered, _EMPTY)).where(where).scalar_subquery()


_payments = _array(
    json_object(
        id=payments.c.id,
        amount=major(payments.c.amount, _outer(bills.c.currency_digits)),
        method=payments.c.method,
        at=payments.c.at,
    ),
    payments.c.at,
    and_(payments.c.clinic_id == _clinic, payments.c.bill_id == _outer(bills.c.id)),
)
_named = and_(
    copies.c.clinic_id == _clinic,
    copies.c.kind == literal_column("'record'"),
    copies.c.id == func.any(_outer(bills.c.medical_record_ids)),
)
_position = func.array_position(_outer(bills.c.medical_record_ids), copies.c.id)
_briefly = brief_copy(copies)
# A hundred records may be 40 MB: whole as long as all together are small, else each is cut.
_all_small = func.sum(func.pg_column_size(copies.c.document)).over() <= MOST_WHOLE
_found = (
    select(case((_all_small, copies.c.document), else_=_briefly).label("document"), _position.label("position"))
    .where(_named)
    .subquery()
)
_records = select(
    func.coalesce(func.json_agg(aggregate_order_by(_found.c.document, _found.c.position)), _EMPTY)
).scalar_subquery()
_today = bindparam("today", type_=Date)
_overdue = and_(bills.c.status == literal_column("'sent'"), bills.c.due_date < _today)
_balance = case(
    (bills.c.status == literal_column("'cancelled'"), 0), else_=bills.c.total - bills.c.paid - bills.c.credited
)


def _amount(column: ColumnElement[int]) -> ColumnElement[Any]:
    return major(column, bills.c.currency_digits)


_computed: dict[str, ColumnElement[Any]] = {
    "bill_number": func.coalesce(
        label("BILL", bills.c.number),
        literal_column("'DRAFT-'", Text) + func.right(cast(bills.c.id, Text), LABEL_DIGITS),
    ),
    "items": lines_of(bills, bill_items, bill_items.c.bill_id),
    "subtotal": _amount(bills.c.subtotal),
    "tax": _amount(bills.c.tax),
    "total_amount": _amount(bills.c.total),
    "payments": _payments,
    "credited_amount": _amount(bills.c.credited),
    "balance": _amount(_balance),
}
_owner, _appointment = copy_of("owner"), copy_of("appointment")
_patient, _patients_owner = copy_of("patient"), copy_of("patients_owner")
_source = join_patient(bills, _patient, _patients_owner, bills.c.clinic_id, bills.c.patient_id)
_source = join_copy(_source, _owner, "owner", bills.c.clinic_id, bills.c.owner_id)
_source = join_copy(_source, _appointment, "appointment", bills.c.clinic_id, bills.c.appointment_id)


def _shown(copy: Callable[[FromClause], ColumnElement[Any]], records: ColumnElement[Any]) -> Columns:
    """What the wire shows beside the bill itself, with what `copy` makes of each."""
    return {
        "owner": copy(_owner),
        "patient": patient_embed(_patient, _patients_owner, copy),
        "appointment": copy(_appointment),
        "medical_records": records,
    }


_status = case((_overdue, literal_column("'overdue'")), else_=bills.c.status)
_embeds = {"status": _status, **_shown(whole_copy, _records)}
BILLS = Resource("bill", bills, Bill, read="read", computed=_computed, embeds=_embeds, source=_source)

_owner_shown = _owner.c.document.op("-", return_type=JSONB())(literal_column("'notes'"))
PAPERS = Papers(papers, bills, _source, owner=_owner_shown, patient=_patient.c.document)

# What no bill's own row tells: its lines, and the records that it names, which have more than this each.
_LEAST_RECORD = 500
_lines_size = (
    select(func.coalesce(func.sum(func.octet_length(bill_items.c.description)), 0))
    .where(bill_items.c.clinic_id == _clinic, bill_items.c.bill_id == bills.c.id)
    .scalar_subquery()
)
LIST = BILLS.listing(
    shows=_shown(brief_copy, _array(_briefly, _position, _named)),
    size=stored_bytes(bills) + _lines_size + _LEAST_RECORD * func.cardinality(bills.c.medical_record_ids),
    sorts={
        "date": (bills.c.bill_date,),
        "due": (bills.c.due_date,),
        "amount": (bills.c.total,),
        "number": (func.coalesce(bills.c.number, literal_column("0")),),
    },
    where={
        "number": bills.c.number == bindparam("number", type_=BigInteger),
        "from_": bills.c.bill_date >= bindparam("from_", type_=Date),
        "to": bills.c.bill_date <= bindparam("to", type_=Date),
        "status": bills.c.status == bindparam("status", type_=Text),
        "overdue": bills.c.due_date < _today,
        "not_overdue": bills.c.due_date >= _today,
        "owner_id": bills.c.owner_id == bindparam("owner_id", type_=Uuid),
        "patient_id": bills.c.patient_id == bindparam("patient_id", type_=Uuid),
    },
)

_LOCK = Statement(
    "lock bill",
    select(bills.c.updated_by)
    .where(bills.c.clinic_id == bindparam("clinic_id", type_=Uuid), bills.c.id == bindparam("id", type_=Uuid))
    .with_for_update(),
)
_INSERT_LINES = Statement("insert bill items", insert(bill_items), [column.name for column in bill_items.c])
_DROP_LINES = Statement(
    "delete bill items",
    delete(bill_items).where(
        bill_items.c.clinic_id == bindparam("clinic_id", type_=Uuid),
        bill_items.c.bill_id == bindparam("bill_id", type_=Uuid),
    ),
)
_NEXT = upsert(document_numbers).values(last=1)
_NEXT_NUMBER = Statement(
    "next number",
    _NEXT.on_conflict_do_update(
        index_elements=["clinic_id", "series"], set_={"last": document_numbers.c.last + 1}
    ).returning(document_numbers.c.last),
    ["clinic_id", "series"],
)


async def lock_bill(desk: Desk, bill: UUID) -> Document:
    """The bill with its author, held until the transaction ends. Read by a statement of its own: one that waited for
    the lock would show the lines and payments of before, beside the bill of now. Raises NotFound."""
    author = await desk.value(_LOCK, id=bill)
    return replace(await BILLS.get(desk, bill), author=author)


async def replace_lines(tx: Transaction, bill: UUID, lines: Sequence[BillLine]) -> None:
    """These lines in the place of those that the draft has; before its own row, whose RETURNING shows them."""
    await tx.execute(_DROP_LINES, bill_id=bill)
    await tx.execute_many(_INSERT_LINES, line_rows(lines, bill_id=bill))


def line_rows(lines: Sequence[BillLine], **parent: UUID) -> list[dict[str, Any]]:
    return [{**asdict(line), **parent, "position": position} for position, line in enumerate(lines)]


async def next_number(tx: Transaction, series: Literal["bill", "credit note"]) -> int:
    """Gapless: the series is locked until the transaction ends, and a rollback gives the number back."""
    await lock_chain(tx)
    return int(await tx.value(_NEXT_NUMBER, series=series))
