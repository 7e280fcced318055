"""SQL of the numbers on the dashboard."""

from sqlalchemy import Uuid, bindparam, func, select

from services.patients.tables.registry import owners, patients
from shared.data.db import Statement, Transaction

_clinic = bindparam("clinic_id", type_=Uuid)
_COUNTS = Statement(
    "count owners and patients",
    select(
        select(func.count())
        .select_from(patients)
        .where(patients.c.clinic_id == _clinic, patients.c.archived_at.is_(None))
        .scalar_subquery(),
        select(func.count())
        .select_from(owners)
        .where(owners.c.clinic_id == _clinic, owners.c.archived_at.is_(None))
        .scalar_subquery(),
    ),
)


async def counts(tx: Transaction) -> tuple[int, int]:
    """Patients, owners."""
    row = await tx.row(_COUNTS)
    assert row is not None
    return row[0], row[1]
