"""SQL of new owners and patients over time, and of the species there are."""

from typing import Any

import asyncpg
from sqlalchemy import Table, Uuid, bindparam, func, literal_column, select, union_all

from services.patients.tables.registry import owners, patients
from shared.data.db import Statement, Transaction
from shared.values.periods import local_day, period, since, until

_clinic = bindparam("clinic_id", type_=Uuid)


def _new(table: Table) -> Any:
    return select(
        literal_column(f"'{table.name}'").label("kind"), period(local_day(table.c.created_at)).label("start")
    ).where(
        table.c.clinic_id == _clinic,
        table.c.created_at >= since,
        table.c.created_at < until,
        table.c.archived_at.is_(None),
    )


_newcomers = union_all(_new(owners), _new(patients)).subquery()
_NEWCOMERS = Statement(
    "count newcomers",
    select(_newcomers.c.start, _newcomers.c.kind, func.count().label("count")).group_by(
        _newcomers.c.start, _newcomers.c.kind
    ),
)
_SPECIES = Statement(
    "count species",
    select(patients.c.species, func.count().label("patients"))
    .where(patients.c.clinic_id == _clinic, patients.c.archived_at.is_(None), patients.c.deceased_at.is_(None))
    .group_by(patients.c.species)
    .order_by(func.count().desc(), patients.c.species),
)


async def newcomers(tx: Transaction, **values: Any) -> list[asyncpg.Record]:
    """start, kind (owners, patients), count; only where there are some."""
    return await tx.rows(_NEWCOMERS, **values)


async def species(tx: Transaction) -> list[asyncpg.Record]:
    """species, patients; the most first."""
    return await tx.rows(_SPECIES)
