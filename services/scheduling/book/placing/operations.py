"""A book is kept by the wall clock: where the clinic's zone or the zone's rules change, its instants follow."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import structlog
from asyncpg import Record

from services.scheduling.book.appointments.queries import APPOINTMENTS, close_book
from services.scheduling.book.placing import queries
from services.scheduling.book.placing.rules import clashes, moves, zone_rules
from shared.api.service import Service
from shared.data.audit import record_change
from shared.data.db import SYSTEM, Transaction
from shared.wire.errors import Problem

log = structlog.get_logger()
RETRY = 10.0
# No two zones are further apart than 26 hours: all that may be upcoming moves, and what may stand in its way is read.
MOVED, READ = timedelta(days=2), timedelta(days=6)


async def place_book(tx: Transaction) -> None:
    """Moves what is upcoming to where the clinic's clocks put it now; those that then clash stay, as overbooked."""
    await close_book(tx)
    book = await queries.zone_of_book(tx)
    if book is None or (book["placed"], book["rules"]) == (book["time_zone"], zone_rules(book["time_zone"])):
        return
    now = datetime.now(UTC)
    entries = await queries.entries(tx, now - READ)
    moved = moves(entries, now - MOVED, ZoneInfo(book["time_zone"]))
    clashing = clashes(entries, moved) & moved.keys()
    await queries.move(tx, moved)
    await queries.let_alone(tx, {each.id for each in entries if each.id in moved and not each.overbooked} - clashing)
    for subject in clashing:
        await _overbook(tx, subject)
    await queries.upsert_zone(tx, book["time_zone"], zone_rules(book["time_zone"]))
    if moved:
        await _audit(tx, book["time_zone"], len(moved), len(clashing))


async def _overbook(tx: Transaction, subject: UUID) -> None:
    saved = await APPOINTMENTS.change(tx, subject, overbooked=True)
    await record_change(tx, "overbooked", "appointment", saved.id, saved.document)


async def _audit(tx: Transaction, zone: str, moved: int, overbooked: int) -> None:
    document = msgspec.json.encode({"timeZone": zone, "moved": moved, "overbooked": overbooked}).decode()
    await record_change(tx, "placed", "clinic", tx.clinic_id, document, about="book")


async def place_books(service: Service) -> None:
    """At the start, for those whose zone has other rules in this process's tzdata, or that were never looked at."""
    while True:
        try:
            left = await _place_all(service)
        except Exception as error:
            left = 1
            log.warning("placing books failed", error=type(error).__name__)
        if not left:
            return
        await asyncio.sleep(RETRY)


async def _place_all(service: Service) -> int:
    """How many couldn't be placed: one that is busy holds up no other."""
    after, left = None, 0
    while page := await _page(service, after):
        for each in page:
            if (each["placed"], each["rules"]) != (each["time_zone"], zone_rules(each["time_zone"])):
                left += not await _place(service, each["id"])
        after = page[-1]["id"]
    return left


async def _place(service: Service, clinic_id: UUID) -> bool:
    try:
        async with service.db.transaction(clinic_id, SYSTEM) as tx:
            await place_book(tx)
    except Problem as problem:
        log.warning("placing a book failed", clinic=str(clinic_id), error=type(problem).__name__)
        return False
    return True


async def _page(service: Service, after: UUID | None) -> list[Record]:
    async with service.db.system_transaction() as tx:
        return await queries.zones_of_books(tx, after)
