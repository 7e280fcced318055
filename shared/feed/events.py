"""Queries of the feed: the audit chain's events by clinic, which clinics have news, and snapshots of the resources."""

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from shared.data.db import Database, Statement, SystemTransaction, Transaction
from shared.data.event import Published
from shared.data.paging import MAX_BYTES
from shared.wire.errors import BadRequest, Gone, Unavailable
from shared.wire.shapes import Shape

FIRST = UUID(int=0)
EPOCH_BITS = 40
CLINICS = 50  # that a follower asks for at once
PAGE = 1000  # events of one clinic, or objects of a snapshot
HEADS = 5000
NEWEST = 20  # events that streams are told of a clinic that moved


def _statement(name: str, sql: str) -> Statement:
    return Statement(name, text(sql))


_NEWS = _statement("select news", "SELECT moment, republished, moved::text FROM feed_news(CAST(:since AS text))")
_PAGES = _statement(
    "select events",
    """SELECT page.* FROM unnest(CAST(:clinics AS uuid[]), CAST(:seqs AS bigint[]), CAST(:hashes AS text[]))
        AS asked (clinic, seq, hash),
        feed_page(asked.clinic, asked.seq, asked.hash, CAST(:kinds AS text[]), CAST(:most AS int), :bytes) AS page""",
)
_NEWEST = _statement(
    "select newest events",
    """SELECT clinic, CAST(feed_newest(clinic, CAST(:most AS int)) AS text) AS changes
        FROM unnest(CAST(:clinics AS uuid[])) AS clinic""",
)
_HEADS = _statement(
    "select heads",
    """SELECT json_agg(json_build_array(clinic_id, seq, encode(hash, 'hex'), published, whole))::text FROM (
        SELECT * FROM audit_heads WHERE clinic_id > CAST(:after AS uuid)
        ORDER BY clinic_id LIMIT CAST(:limit AS int)) AS heads""",
)
_HEAD = _statement(
    "select head",
    """SELECT seq, encode(hash, 'hex') AS hash, republished, epoch FROM feed_epoch, audit_heads
        WHERE clinic_id = CAST(:clinic_id AS uuid)""",
)
_EPOCH = _statement("select epoch", "SELECT epoch FROM feed_epoch")


class Position(Shape):
    """An entry of a clinic's chain: all before it is known."""

    clinic: UUID
    seq: Annotated[int, msgspec.Meta(ge=0)]
    hash: Annotated[str, msgspec.Meta(max_length=64)]


Positions = Annotated[list[Position], msgspec.Meta(max_length=CLINICS)]
Kinds = Annotated[list[Annotated[str, msgspec.Meta(max_length=40)]], msgspec.Meta(max_length=50)]


class FeedQuery(Shape):
    """`since`: the moment of the last answer. The events after each position of `behind` are given at once, those of
    `active` when there are some; without either it waits for news, up to `wait` seconds."""

    since: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    wait: float = 30
    kinds: Kinds = msgspec.field(default_factory=list)
    behind: Positions = msgspec.field(default_factory=list)
    active: Positions = msgspec.field(default_factory=list)


class News(NamedTuple):
    """`moved`: the clinics with events since the last moment, the newest one's number and whether these are all that
    there ever was, as JSON."""

    moment: str
    republished: int
    moved: str

    @property
    def has_any(self) -> bool:
        return self.moved != "[]"

    def published(self) -> dict[UUID, int]:
        found = msgspec.json.decode(self.moved, type=list[tuple[UUID, int, bool]])
        return {clinic: newest for clinic, newest, _ in found}


class Snapshot(Shape):
    """A page of the objects of a clinic; it takes the place of all that a follower has between `cursor` and `next`."""

    seq: int
    hash: str
    republished: int
    kinds: list[str]
    objects: list[dict[str, Any]]
    next: str | None


async def news(tx: SystemTransaction, since: str) -> News:
    """Raises Gone where the moment is from before a restore."""
    row = await tx.row(_NEWS, since=since)
    if row is None or row["moved"] is None:
        raise Gone("This moment is from before a restore; begin anew.")
    return News(*row)


async def pages(db: Database, asked: Sequence[Position], kinds: list[str]) -> list[asyncpg.Record]:
    """Those that can't be had are left out: one clinic's trouble is no other's."""
    try:
        return await _pages(db, asked, kinds)
    except (asyncpg.PostgresError, OSError, Unavailable):
        if len(asked) <= 1:
            return []
        return [row for each in asked for row in await pages(db, [each], kinds)]


async def _pages(db: Database, asked: Sequence[Position], kinds: list[str]) -> list[asyncpg.Record]:
    clinics, seqs, hashes = zip(*((each.clinic, each.seq, each.hash) for each in asked), strict=True)
    values = {"clinics": clinics, "seqs": seqs, "hashes": hashes, "kinds": kinds}
    async with db.autocommit() as tx:
        return await tx.rows(_PAGES, **values, most=PAGE, bytes=MAX_BYTES // len(asked))


async def newest(tx: SystemTransaction, clinics: Sequence[UUID]) -> list[asyncpg.Record]:
    """(clinic, changes as JSON) of each: whether these are all, and number, kind, id and version of the newest."""
    return await tx.rows(_NEWEST, clinics=clinics, most=NEWEST)


async def heads(tx: SystemTransaction, after: UUID) -> str:
    """So many clinics after this one, as JSON: id, number and hash of the newest entry, number of the newest event,
    and whether events tell all."""
    return await tx.value(_HEADS, after=after, limit=HEADS) or "[]"


async def revision(tx: SystemTransaction, version: int) -> int:
    """What a copy is compared by: epoch * 2^40 + version, so that it grows over a restore, too."""
    return (int(await tx.value(_EPOCH)) << EPOCH_BITS) + version


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
