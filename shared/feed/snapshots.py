"""Snapshots of a clinic's published objects, page by page."""

from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from shared.data.db import Statement, Transaction
from shared.data.event import Published
from shared.data.paging import MAX_BYTES
from shared.feed.events import EPOCH_BITS, FIRST
from shared.wire.errors import BadRequest
from shared.wire.shapes import Shape

PAGE = 1000  # objects

_HEAD = Statement(
    "select head",
    text(
        """SELECT seq, encode(hash, 'hex') AS hash, republished, epoch FROM feed_epoch, audit_heads
        WHERE clinic_id = CAST(:clinic_id AS uuid)""",
    ),
)


class Snapshot(Shape):
    """A page of the objects of a clinic; it takes the place of all that a follower has between `cursor` and `next`."""

    seq: int
    hash: str
    republished: int
    kinds: list[str]
    objects: list[dict[str, Any]]
    next: str | None


async def snapshot(tx: Transaction, published: list[Published], cursor: str) -> Snapshot:
    """At most PAGE objects and MAX_BYTES. The chain's head is read first: what changes meanwhile comes as an event."""
    index, after = _parse(cursor, len(published))
    head = await tx.row(_HEAD)
    seq, digest, republished, epoch = head or (0, "", 0, 0)
    objects, following = await _objects(tx, published, index, after)
    revisions = epoch << EPOCH_BITS
    told = [{**each, "revision": revisions + each["revision"]} for each in objects]
    return Snapshot(
        seq=seq,
        hash=digest,
        republished=republished,
        kinds=[each.kind for each in published],
        objects=told,
        next=following,
    )


async def _objects(
    tx: Transaction, published: list[Published], index: int, after: UUID
) -> tuple[list[dict[str, Any]], str | None]:
    found: list[dict[str, Any]] = []
    room = MAX_BYTES
    for number in range(index, len(published)):
        if len(found) == PAGE or room <= 0:
            return found, f"{number}/{after}"
        rows = await tx.rows(published[number].snapshot, after=after, limit=PAGE - len(found), bytes=room)
        given = [row for row in rows if row["document"] is not None]
        found += [_object(published[number].kind, row) for row in given]
        if len(given) < len(rows):
            return found, f"{number}/{given[-1]['id']}"
        room -= sum(len(row["document"]) for row in given)
        after = FIRST
    return found, None


def _object(kind: str, row: asyncpg.Record) -> dict[str, Any]:
    return {
        "type": f"{kind}.snapshot",
        "kind": kind,
        "subject": row["id"],
        "revision": row["version"],
        "data": msgspec.Raw(row["document"].encode()),
    }


def _parse(cursor: str, kinds: int) -> tuple[int, UUID]:
    if not cursor:
        return 0, FIRST
    try:
        index, after = cursor.split("/")
        return range(kinds)[int(index)], UUID(after)
    except (ValueError, IndexError) as error:
        raise BadRequest("The cursor isn't one of this snapshot.") from error
