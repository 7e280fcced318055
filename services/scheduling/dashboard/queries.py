"""SQL of the number on the dashboard."""

from datetime import datetime

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from services.scheduling.tables import appointments
from shared.db import Statement, Transaction

_moment = TIMESTAMP(timezone=True)
_SCHEDULED = Statement(
    "count scheduled appointments",
    select(func.count())
    .select_from(appointments)
    .where(
        appointments.c.clinic_id == bindparam("clinic_id", type_=Uuid),
        appointments.c.starts_at >= bindparam("since", type_=_moment),
        appointments.c.starts_at < bindparam("until", type_=_moment),
        appointments.c.status == "scheduled",
        appointments.c.archived_at.is_(None),
    ),
)


async def scheduled_between(tx: Transaction, since: datetime, until: datetime) -> int:
    return int(await tx.value(_SCHEDULED, since=since, until=until))
