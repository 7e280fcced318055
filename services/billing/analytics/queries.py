"""SQL of revenue over time. All sums are integers of the currency's minor unit."""

from typing import Any

import asyncpg
from sqlalchemy import (
    BigInteger,
    Date,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from services.billing.tables.catalogue import price_items
from services.billing.tables.invoicing import bill_items, bills, credit_notes, payments
from shared.data.db import Statement, Transaction
from shared.values.periods import first, last, local_day, period, since, until

_clinic = bindparam("clinic_id", type_=Uuid)
_today = bindparam("today", type_=Date)
_issued = and_(
    bills.c.clinic_id == _clinic, bills.c.number.is_not(None), bills.c.bill_date >= first, bills.c.bill_date <= last
)


def _sum(amount: Any) -> Any:
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)


def _part(kind: str, day: Any, amount: Any, *where: Any) -> Any:
    return select(literal_column(f"'{kind}'").label("kind"), period(day).label("start"), amount.label("amount")).where(
        *where
    )


_parts = union_all(
    _part("issued", bills.c.bill_date, bills.c.total, _issued),
    _part(
        "paid",
        local_day(payments.c.at),
        payments.c.amount,
        payments.c.clinic_id == _clinic,
        payments.c.at >= since,
        payments.c.at < until,
    ),
    _part(
        "credited",
        local_day(credit_notes.c.created_at),
        credit_notes.c.total,
        credit_notes.c.clinic_id == _clinic,
        credit_notes.c.created_at >= since,
        credit_notes.c.created_at < until,
    ),
).subquery()
_PERIODS = Statement(
    "sum revenue by period",
    select(_parts.c.start, _parts.c.kind, _sum(_parts.c.amount).label("amount")).group_by(
        _parts.c.start, _parts.c.kind
    ),
)

_days = _today - bills.c.due_date
_age = case((_days <= 0, "due"), (_days <= 30, "1-30"), (_days <= 60, "31-60"), (_days <= 90, "61-90"), else_="90+")
_owed = (
    select(_age.label("age"), (bills.c.total - bills.c.paid - bills.c.credited).label("amount"))
    .where(bills.c.clinic_id == _clinic, bills.c.status == literal_column("'sent'"), bills.c.archived_at.is_(None))
    .subquery()
)
_OWED = Statement(
    "sum what is owed by age",
    select(_owed.c.age, func.count().label("bills"), _sum(_owed.c.amount).label("amount")).group_by(_owed.c.age),
)

_category = func.coalesce(price_items.c.category, literal(""))
_billed = bills.join(
    bill_items, and_(bill_items.c.clinic_id == bills.c.clinic_id, bill_items.c.bill_id == bills.c.id)
).outerjoin(
    price_items,
    and_(price_items.c.clinic_id == bill_items.c.clinic_id, price_items.c.id == bill_items.c.price_item_id),
)
_lines = (
    select(_category.label("category"), bill_items.c.total)
    .select_from(_billed)
    .where(_issued, bills.c.status != literal_column("'cancelled'"))
    .subquery()
)
_CATEGORIES = Statement(
    "sum revenue by category",
    select(_lines.c.category, func.count().label("lines"), _sum(_lines.c.total).label("amount"))
    .group_by(_lines.c.category)
    .order_by(_sum(_lines.c.total).desc(), _lines.c.category),
)


async def by_period(tx: Transaction, **values: Any) -> list[asyncpg.Record]:
    """start, kind (issued, paid, credited), amount; only where there is something."""
    return await tx.rows(_PERIODS, **values)


async def by_age(tx: Transaction, **values: Any) -> list[asyncpg.Record]:
    """age, bills, amount; only ages that there are."""
    return await tx.rows(_OWED, **values)


async def by_category(tx: Transaction, **values: Any) -> list[asyncpg.Record]:
    """category, lines, amount; the most first."""
    return await tx.rows(_CATEGORIES, **values)
