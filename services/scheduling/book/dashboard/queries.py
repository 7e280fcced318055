"""SQL of the number on the dashboard."""

from datetime import date

from sqlalchemy import Date, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from services.scheduling.book.appointments.rules import EARLIEST, LATEST, day_end, day_start
from services.scheduling.tables import appointments
from shared.data.db import Statement, Transaction

_moment = TIMESTAMP(timezone=True)
_SCHEDULED = Statement(
    "count scheduled appointments",
    select(func.count())
    .select_from(appointments)
    .where(
        appointments.c.clinic_id == bindparam("clinic_id", type_=Uuid),
        appointments.c.date == bindparam("today", type_=Date),
        appointments.c.starts_at >= bindparam("since", type_=_moment),
        appointments.c.starts_at < bindparam("until", type_=_moment),
        appointments.c.status == "scheduled",
        appointments.c.archived_at.is_(None),
    ),
)


async def scheduled_on(tx: Transaction, today: date) -> int:
    """By the wall clock, whatever the zone is; the instants are only for the index."""
    since, until = day_start(today, EARLIEST), day_end(today, LATEST)
    return int(await tx.value(_SCHEDULED, today=today, since=since, until=until))
