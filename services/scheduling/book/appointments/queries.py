"""SQL of appointments, with the patient and its owner out of the copies."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
from sqlalchemy import ARRAY, Date, Text, Uuid, and_, any_, bindparam, case, column, func, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from services.scheduling.book.appointments.rules import HOLDS_TIME, LONGEST, Slot
from services.scheduling.book.appointments.schemas import Appointment
from services.scheduling.tables import appointments
from shared.data.db import Statement, Transaction
from shared.data.resources import Resource
from shared.feed.copies import CLINIC
from shared.feed.directory import ClinicSettings
from shared.feed.embeds import brief_copy, copy_of, join_patient, patient_embed

_moment = TIMESTAMP(timezone=True)
_mine = appointments.c.clinic_id == bindparam("clinic_id", type_=Uuid)
holds_time = and_(
    or_(*(appointments.c.status == status for status in HOLDS_TIME)), appointments.c.archived_at.is_(None)
)

# A completed visit is done, whoever completed it; what isn't scheduled any more stands nowhere on the board.
_stage = case(
    (appointments.c.status == "completed", "done"), (appointments.c.status == "scheduled", appointments.c.stage),
    else_="booked",
)  # fmt: skip

_patient, _owner = copy_of("patient"), copy_of("owner")
APPOINTMENTS = Resource(
    "appointment",
    appointments,
    Appointment,
    read="read",
    computed={"time": func.to_char(appointments.c.time, "HH24:MI"), "stage": _stage},
    embeds={"patient": patient_embed(_patient, _owner)},
    source=join_patient(appointments, _patient, _owner, appointments.c.clinic_id, appointments.c.patient_id),
)
LIST = APPOINTMENTS.listing(
    shows={"patient": patient_embed(_patient, _owner, brief_copy)},
    order=(appointments.c.starts_at, appointments.c.id),
    where={
        # By the wall clock, whatever the zone is; the instants are only for the index.
        "from_": appointments.c.date >= bindparam("from_", type_=Date),
        "to": appointments.c.date <= bindparam("to", type_=Date),
        "since": appointments.c.starts_at >= bindparam("since", type_=_moment),
        "until": appointments.c.starts_at < bindparam("until", type_=_moment),
        "veterinarian": or_(
            appointments.c.veterinarian_key == any_(bindparam("veterinarian_keys", type_=ARRAY(Text))),
            appointments.c.veterinarian == bindparam("veterinarian", type_=Text),
        ),
        "veterinarian_id": appointments.c.veterinarian_id == bindparam("veterinarian_id", type_=Uuid),
        "patient_id": appointments.c.patient_id == bindparam("patient_id", type_=Uuid),
        "owner_id": _patient.c.owner_id == bindparam("owner_id", type_=Uuid),
        "status": appointments.c.status == bindparam("status", type_=Text),
    },
)

_book = func.hashtextextended("book:" + bindparam("clinic", type_=Text), 0)
_SHARE_BOOK = Statement("share the book", select(func.pg_advisory_xact_lock_shared(_book)))
_CLOSE_BOOK = Statement("close the book", select(func.pg_advisory_xact_lock(_book)))
_resource = func.unnest(bindparam("resources", type_=ARRAY(Text))).table_valued(column("name", Text))
_LOCK_RESOURCES = Statement(
    "lock resources",
    select(func.pg_advisory_xact_lock(func.hashtextextended(_resource.c.name, 0))).select_from(_resource),
)
# `earliest` is what no overlap can start before: it makes the search a short range of the list's own index.
_overlap = and_(
    _mine,
    holds_time,
    appointments.c.starts_at > bindparam("earliest", type_=_moment),
    appointments.c.starts_at < bindparam("ends_at", type_=_moment),
    appointments.c.ends_at > bindparam("starts_at", type_=_moment),
    or_(
        appointments.c.patient_id == bindparam("patient_id", type_=Uuid),
        appointments.c.veterinarian_key == bindparam("veterinarian_key", type_=Text),
    ),
    appointments.c.id.is_distinct_from(bindparam("id", type_=Uuid)),
)
_OVERLAPPING = Statement(
    "select overlapping",
    select(appointments.c.id).where(_overlap).order_by(appointments.c.starts_at, appointments.c.id).limit(1),
)
# Joined where they touch, so that there are few however much is overbooked.
_TAKEN = Statement(
    "select taken times", select(func.unnest(func.range_agg(appointments.c.during)).label("during")).where(_overlap)
)
_UPCOMING_OF_PATIENT = Statement(
    "select patient's upcoming",
    select(appointments.c.id)
    .where(
        _mine,
        appointments.c.patient_id == bindparam("patient_id", type_=Uuid),
        appointments.c.starts_at > func.now(),
        appointments.c.status == "scheduled",
        appointments.c.archived_at.is_(None),
    )
    .order_by(appointments.c.starts_at),
)
_UPCOMING_OF_NO_USER = Statement(
    "select upcoming of no user",
    select(
        appointments.c.id,
        appointments.c.veterinarian,
        appointments.c.patient_id,
        appointments.c.starts_at,
        appointments.c.ends_at,
        appointments.c.overbooked,
        holds_time.label("holds_time"),
    )
    .where(
        _mine,
        appointments.c.starts_at > func.now(),
        appointments.c.veterinarian_key.is_not(None),
        appointments.c.veterinarian_id.is_(None),
    )
    .order_by(appointments.c.starts_at, appointments.c.id),
)


async def share_book(tx: Transaction, clinic: ClinicSettings) -> ClinicSettings:
    """Each write of the book takes it: patients, users and appointments don't change by the feed meanwhile, nor does
    the clinic, which is as the book was placed by it."""
    await tx.row(_SHARE_BOOK, clinic=str(tx.clinic_id))
    row = await tx.row(CLINIC, id=tx.clinic_id)
    return replace(clinic, zone=ZoneInfo(row["time_zone"])) if row else clinic


async def close_book(tx: Transaction) -> None:
    """For the feed's own changes: waits for the writes under way and holds the next ones, until it ends."""
    await tx.row(_CLOSE_BOOK, clinic=str(tx.clinic_id))


async def lock_resources(tx: Transaction, slot: Slot) -> None:
    await tx.rows(_LOCK_RESOURCES, resources=[f"{tx.clinic_id}/{name}" for name in slot.resources()])


async def overlapping(tx: Transaction, slot: Slot, subject: UUID | None) -> UUID | None:
    """The first that takes the same patient's or veterinarian's time, overbooked ones too, other than `subject`."""
    found: UUID | None = await tx.value(_OVERLAPPING, **_in_the_way(slot, subject))
    return found


async def taken(tx: Transaction, slot: Slot, subject: UUID | None) -> list[tuple[datetime, datetime]]:
    """From when to when, of that time, the same patient or veterinarian has others than `subject`; in order."""
    rows = await tx.rows(_TAKEN, **_in_the_way(slot, subject))
    return [(row["during"].lower, row["during"].upper) for row in rows]


def _in_the_way(slot: Slot, subject: UUID | None) -> dict[str, Any]:
    return {
        "id": subject,
        "patient_id": slot.patient_id,
        "veterinarian_key": slot.veterinarian_key,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "earliest": slot.starts_at - LONGEST,
    }


async def upcoming_of_patient(tx: Transaction, patient_id: UUID) -> list[UUID]:
    return [row["id"] for row in await tx.rows(_UPCOMING_OF_PATIENT, patient_id=patient_id)]


async def upcoming_of_no_user(tx: Transaction) -> list[asyncpg.Record]:
    """Those whose veterinarian is a name only."""
    return await tx.rows(_UPCOMING_OF_NO_USER)
