"""SQL of where a book's appointments stand in time."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import ARRAY, Uuid, and_, any_, bindparam, not_, or_, select, update
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert

from services.scheduling.book.appointments.queries import holds_time
from services.scheduling.book.placing.rules import Entry, Place
from services.scheduling.tables import appointments, placed_books
from shared.data.db import Statement, SystemTransaction, Transaction
from shared.data.tables import clinics

PAGE = 1000
_moment = TIMESTAMP(timezone=True)
_mine = appointments.c.clinic_id == bindparam("clinic_id", type_=Uuid)
_ENTRIES = Statement(
    "select entries of the book",
    select(
        appointments.c.id,
        appointments.c.date,
        appointments.c.time,
        appointments.c.duration,
        appointments.c.starts_at,
        appointments.c.ends_at,
        appointments.c.patient_id,
        appointments.c.veterinarian_key,
        appointments.c.overbooked,
        and_(holds_time, not_(appointments.c.overbooked)).label("alone"),
    ).where(_mine, appointments.c.starts_at >= bindparam("since", type_=_moment)),
)
# Overbooked meanwhile, so that none is in the way of one that hasn't moved yet.
_MOVE = Statement(
    "move entry of the book",
    update(appointments)
    .where(_mine, appointments.c.id == bindparam("id", type_=Uuid))
    .values(
        starts_at=bindparam("starts_at", type_=_moment), ends_at=bindparam("ends_at", type_=_moment), overbooked=True
    ),
)
_ALONE = Statement(
    "let entries have their time alone",
    update(appointments)
    .where(_mine, appointments.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .values(overbooked=False),
)
_ZONE = Statement(
    "select zone of the book",
    select(clinics.c.time_zone, placed_books.c.time_zone.label("placed"), placed_books.c.rules)
    .select_from(clinics.outerjoin(placed_books, placed_books.c.id == clinics.c.id))
    .where(clinics.c.id == bindparam("clinic_id", type_=Uuid)),
)
_CLINICS = Statement(
    "select zones of books",
    select(clinics.c.id, clinics.c.time_zone, placed_books.c.time_zone.label("placed"), placed_books.c.rules)
    .select_from(clinics.outerjoin(placed_books, placed_books.c.id == clinics.c.id))
    .where(or_(bindparam("after", type_=Uuid).is_(None), clinics.c.id > bindparam("after", type_=Uuid)))
    .order_by(clinics.c.id)
    .limit(PAGE),
)
_PLACED = insert(placed_books)
_PLACED = _PLACED.on_conflict_do_update(
    index_elements=["id"], set_={name: _PLACED.excluded[name] for name in ("time_zone", "rules")}
)
_UPSERT = Statement("upsert zone of the book", _PLACED, ["id", "time_zone", "rules"])


async def entries(tx: Transaction, since: datetime) -> list[Entry]:
    return [Entry(**row) for row in await tx.rows(_ENTRIES, since=since)]


async def move(tx: Transaction, places: dict[UUID, Place]) -> None:
    await tx.execute_many(
        _MOVE, [{"id": each, "starts_at": start, "ends_at": end} for each, (start, end) in places.items()]
    )


async def let_alone(tx: Transaction, ids: Collection[UUID]) -> None:
    await tx.execute(_ALONE, ids=list(ids))


async def zone_of_book(tx: Transaction) -> asyncpg.Record | None:
    """The clinic's `time_zone`, and by which, as its `rules` were, its book was `placed`."""
    return await tx.row(_ZONE)


async def zones_of_books(tx: SystemTransaction, after: UUID | None) -> list[asyncpg.Record]:
    """The same with the clinic's id, a page of all clinics."""
    return await tx.rows(_CLINICS, after=after)


async def upsert_zone(tx: Transaction, zone: str, rules: str) -> None:
    await tx.execute(_UPSERT, id=tx.clinic_id, time_zone=zone, rules=rules)
