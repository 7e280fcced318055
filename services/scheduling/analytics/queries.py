"""SQL of appointments over time, by status and by veterinarian."""

from typing import Any

import asyncpg
from sqlalchemy import Uuid, bindparam, case, func, literal_column, select

from services.scheduling.tables import appointments
from shared.data.db import Statement, Transaction
from shared.values.periods import local_day, period, since, until

_in_range = (
    appointments.c.clinic_id == bindparam("clinic_id", type_=Uuid),
    appointments.c.starts_at >= since,
    appointments.c.starts_at < until,
    appointments.c.archived_at.is_(None),
)
_dated = (
    select(period(local_day(appointments.c.starts_at)).label("start"), appointments.c.status.label("status"))
    .where(*_in_range)
    .subquery()
)
_PERIODS = Statement(
    "count appointments by period",
    select(_dated.c.start, _dated.c.status, func.count().label("count")).group_by(_dated.c.start, _dated.c.status),
)


def _count(status: str) -> Any:
    return func.count().filter(appointments.c.status == literal_column(f"'{status}'"))


_held = appointments.c.status.in_([literal_column("'scheduled'"), literal_column("'completed'")])
# One may have been typed in several ways: any of them names the veterinarian.
_VETERINARIANS = Statement(
    "count appointments by veterinarian",
    select(
        func.min(appointments.c.veterinarian).label("veterinarian"),
        appointments.c.veterinarian_id,
        _count("scheduled").label("scheduled"),
        _count("completed").label("completed"),
        _count("cancelled").label("cancelled"),
        _count("no-show").label("no_show"),
        func.coalesce(func.sum(appointments.c.duration).filter(_held), 0).label("minutes"),
    )
    .where(*_in_range)
    .group_by(appointments.c.veterinarian_key, appointments.c.veterinarian_id)
    .order_by(func.count().desc(), func.min(appointments.c.veterinarian)),
)
_stage = case((appointments.c.status == "completed", "done"), else_=appointments.c.stage)
_staged = select(_stage.label("stage")).where(*_in_range, _held).subquery()
_STAGES = Statement(
    "count appointments by stage", select(_staged.c.stage, func.count().label("count")).group_by(_staged.c.stage)
)


async def by_period(tx: Transaction, **values: Any) -> list[asyncpg.Record]:
    """start, status, count; only where there are some."""
    return await tx.rows(_PERIODS, **values)


async def by_stage(tx: Transaction, **values: Any) -> list[asyncpg.Record]:
    """stage, count; only where there are some."""
    return await tx.rows(_STAGES, **values)


async def by_veterinarian(tx: Transaction, **values: Any) -> list[asyncpg.Record]:
    """The fields of VeterinarianVisits; the busiest first."""
    return await tx.rows(_VETERINARIANS, **values)
