"""Queries of the feed: the audit chain's events by clinic, which clinics have news, and snapshots of the resources."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from shared.data.db import Statement, SystemTransaction
from shared.data.paging import MAX_BYTES
from shared.feed.nodes import Nodes
from shared.wire.errors import BadRequest, Gone
from shared.wire.shapes import Shape

FIRST = UUID(int=0)
EPOCH_BITS = 40
CLINICS = 200  # that a follower asks for at once
PAGE = 1000  # events of one clinic, or objects of a snapshot
HEADS = 5000
NEWEST = 20  # events that streams are told of a clinic that moved


def _statement(name: str, sql: str) -> Statement:
    return Statement(name, text(sql))


_NEWS = _statement(
    "select news",
    "SELECT moment, republished, moved::text FROM feed_news(CAST(:clinic_id AS uuid), CAST(:since AS text))",
)
_PAGES = _statement(
    "select events",
    """SELECT page.* FROM unnest(CAST(:clinics AS uuid[]), CAST(:seqs AS bigint[]), CAST(:hashes AS text[]))
        AS asked (clinic, seq, hash),
        feed_page(asked.clinic, asked.seq, asked.hash, CAST(:kinds AS text[]), CAST(:most AS int), :bytes) AS page""",
)
_PAGE = _statement(
    "select events of clinic",
    """SELECT * FROM feed_page(CAST(:clinic_id AS uuid), CAST(:seq AS bigint), CAST(:hash AS text),
        CAST(:kinds AS text[]), CAST(:most AS int), :bytes)""",
)
_NEWEST_OF_ONE = _statement(
    "select newest events of clinic", "SELECT * FROM feed_newest(CAST(:clinic_id AS uuid), CAST(:most AS int))"
)
_NEWEST = _statement(
    "select newest events",
    """SELECT newest.*
        FROM unnest(CAST(:clinics AS uuid[])) AS asked, feed_newest(asked, CAST(:most AS int)) AS newest""",
)
_HEADS = _statement(
    "select heads",
    """SELECT clinic_id, seq, encode(hash, 'hex') AS hash, published, whole
        FROM feed_heads(CAST(:clinic_id AS uuid), CAST(:after AS uuid), CAST(:limit AS int))""",
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


# Clinic, number and hash of its newest entry, number of its newest event, whether events tell all.
Head = tuple[UUID, int, str, int, bool]


class Heads(Shape):
    """`missing`: a node of the database doesn't answer, and its clinics aren't among them."""

    heads: list[Head]
    missing: bool


async def news(nodes: Nodes, since: str) -> News:
    """Of each node since its own moment; one that doesn't answer keeps it. Raises BadRequest, and Gone where a moment
    is from before a restore."""
    then = _moments(since)
    now: dict[int, str] = {}
    republished, moved = 0, []
    for node, rows in await nodes.each(_NEWS, lambda node: {"since": then.get(node, "")}):
        if rows is None:
            now |= {node: then[node]} if node in then else {}
            continue
        now[node], republished, told = rows[0]
        if told is None:
            raise Gone("This moment is from before a restore; begin anew.")
        moved.append(told[1:-1])
    return News(msgspec.json.encode(now).decode(), republished, f"[{','.join(filter(None, moved))}]")


def _moments(text: str) -> dict[int, str]:
    try:
        return msgspec.json.decode(text or "{}", type=dict[int, str])
    except msgspec.MsgspecError as error:
        raise BadRequest("The moment isn't one of this feed.") from error


async def pages(nodes: Nodes, asked: Sequence[Position], kinds: list[str]) -> list[asyncpg.Record]:
    """Those that can't be had are left out: one clinic's trouble is no other's."""
    try:
        if not nodes.several:
            return await _pages(nodes, asked, kinds)
    except asyncpg.PostgresError:
        pass
    shared = {"kinds": kinds, "most": PAGE, "bytes": MAX_BYTES // len(asked)}
    return [row for each in asked for row in await _page(nodes, each, shared)]


async def _pages(nodes: Nodes, asked: Sequence[Position], kinds: list[str]) -> list[asyncpg.Record]:
    """All by one statement."""
    clinics, seqs, hashes = zip(*((each.clinic, each.seq, each.hash) for each in asked), strict=True)
    values = {"clinics": clinics, "seqs": seqs, "hashes": hashes, "kinds": kinds}
    return await nodes.of(FIRST, _PAGES, **values, most=PAGE, bytes=MAX_BYTES // len(asked)) or []


async def _page(nodes: Nodes, asked: Position, shared: dict[str, Any]) -> list[asyncpg.Record]:
    with suppress(asyncpg.PostgresError):
        return await nodes.of(asked.clinic, _PAGE, seq=asked.seq, hash=asked.hash, **shared) or []
    return []


async def newest(nodes: Nodes, clinics: Sequence[UUID]) -> dict[UUID, str]:
    """By clinic: whether these are all, and number, kind, id and version of the newest, as JSON."""
    if nodes.several:
        found = [await nodes.of(clinic, _NEWEST_OF_ONE, most=NEWEST) for clinic in clinics]
    else:
        found = [await nodes.of(FIRST, _NEWEST, clinics=clinics, most=NEWEST)]
    return {clinic: changes for rows in found for clinic, changes in rows or []}


async def heads(nodes: Nodes, after: UUID) -> Heads:
    """So many clinics after this one."""
    found: list[asyncpg.Record] = []
    last, missing = None, False
    for _, rows in await nodes.each(_HEADS, lambda _: {"after": after, "limit": HEADS}):
        missing |= rows is None
        found += rows or []
        if rows and len(rows) == HEADS:  # it may have more, and all are in order
            last = min(last or rows[-1]["clinic_id"], rows[-1]["clinic_id"])
    told = sorted(tuple(row) for row in found if last is None or row["clinic_id"] <= last)
    return Heads(heads=told, missing=missing)


async def revision(tx: SystemTransaction, version: int) -> int:
    """What a copy is compared by: epoch * 2^40 + version, so that it grows over a restore, too."""
    return (int(await tx.value(_EPOCH)) << EPOCH_BITS) + version
