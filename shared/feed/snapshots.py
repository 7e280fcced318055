"""Snapshots of a clinic's published objects, page by page."""

from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from shared.contracts.feed import FIRST, Event, Snapshot
from shared.data.db import Statement, Transaction
from shared.data.event import Published
from shared.data.paging import MAX_BYTES
from shared.feed.events import EPOCH_BITS
from shared.wire.errors import BadRequest

PAGE = 1000  # objects

_HEAD = Statement(
    "select head",
    text(
        """SELECT seq, encode(hash, 'hex') AS hash, republished, epoch FROM feed_epoch, audit_heads
        WHERE clinic_id = CAST(:clinic_id AS uuid)""",
    ),
)


async def snapshot(tx: Transaction, published: list[Published], cursor: str) -> Snapshot:
    """At most PAGE objects and MAX_BYTES. The chain's head is read first: what changes meanwhile comes as an event."""
    index, after = _parse(cursor, len(published))
    seq, digest, republished, epoch = await tx.row(_HEAD) or (0, "", 0, 0)
    kinds = [each.kind for each in published]
    snapshot = Snapshot(seq, digest, republished, kinds, [])
    snapshot.next = await _fill(tx, published, index, after, snapshot.objects, epoch)
    return snapshot


async def _fill(
    tx: Transaction, published: list[Published], index: int, after: UUID, objects: list[Event], epoch: int
) -> str | None:
    """Where the next page begins."""
    room = MAX_BYTES
    for number in range(index, len(published)):
        if len(objects) == PAGE or room <= 0:
            return f"{number}/{after}"
        rows = await tx.rows(published[number].snapshot, after=after, limit=PAGE - len(objects), bytes=room)
        given = [row for row in rows if row["document"] is not None]
        objects += [_object(published[number].kind, row, epoch) for row in given]
        if len(given) < len(rows):
            return f"{number}/{given[-1]['id']}"
        room -= sum(len(row["document"]) for row in given)
        after = FIRST
    return None


def _object(kind: str, row: asyncpg.Record, epoch: int) -> Event:
    data = msgspec.Raw(row["document"].encode())
    return Event(f"{kind}.snapshot", kind, row["id"], (epoch << EPOCH_BITS) + row["version"], data)


def _parse(cursor: str, kinds: int) -> tuple[int, UUID]:
    if not cursor:
        return 0, FIRST
    try:
        index, after = cursor.split("/")
        return range(kinds)[int(index)], UUID(after)
    except (ValueError, IndexError) as error:
        raise BadRequest("The cursor isn't one of this snapshot.") from error
