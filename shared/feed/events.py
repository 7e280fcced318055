"""Queries of the feed: the audit chain's events by clinic, and which clinics have news."""

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from shared.contracts.feed import FIRST, Heads, Position
from shared.data.db import Statement, SystemTransaction
from shared.data.paging import MAX_BYTES
from shared.feed.nodes import Nodes
from shared.wire.errors import BadRequest, Gone, Unavailable, Unreachable

EPOCH_BITS = 40
PAGE = 1000  # events of one clinic
LONGEST = 10.0  # seconds for the pages of an answer
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
    """SELECT * FROM feed_pages(CAST(:clinics AS uuid[]), CAST(:seqs AS bigint[]), CAST(:hashes AS text[]),
        CAST(:kinds AS text[]), CAST(:most AS int), :bytes)""",
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


class News(NamedTuple):
    """`moved`: as FeedAnswer has it, in JSON."""

    moment: str
    republished: int
    moved: str

    @property
    def has_any(self) -> bool:
        return self.moved != "[]"

    def published(self) -> dict[UUID, int]:
        found = msgspec.json.decode(self.moved, type=list[tuple[UUID, int, bool]])
        return {clinic: newest for clinic, newest, _ in found}


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


async def pages(nodes: Nodes, asked: Sequence[Position], kinds: list[str]) -> tuple[list[asyncpg.Record], list[UUID]]:
    """As many as MAX_BYTES hold, and the clinics whose events can't be had: one clinic's trouble is no other's."""
    try:
        if not nodes.several:
            return await _pages(nodes, asked, kinds), []
    except Unreachable:
        raise
    except (asyncpg.PostgresError, Unavailable):  # whose it is, each tells alone
        pass
    return await _one_by_one(nodes, asked, kinds)


async def _pages(nodes: Nodes, asked: Sequence[Position], kinds: list[str]) -> list[asyncpg.Record]:
    clinics, seqs, hashes = zip(*((each.clinic, each.seq, each.hash) for each in asked), strict=True)
    values = {"clinics": clinics, "seqs": seqs, "hashes": hashes, "kinds": kinds}
    return await nodes.of(FIRST, _PAGES, **values, most=PAGE, bytes=MAX_BYTES) or []


async def _one_by_one(
    nodes: Nodes, asked: Sequence[Position], kinds: list[str]
) -> tuple[list[asyncpg.Record], list[UUID]]:
    given: list[asyncpg.Record] = []
    failed: list[UUID] = []
    room, deadline = MAX_BYTES, time.monotonic() + LONGEST
    for number, each in enumerate(asked):
        if room <= 0 or time.monotonic() > deadline:
            break
        share = room // (len(asked) - number)
        found = await _page(nodes, each, {"kinds": kinds, "most": PAGE, "bytes": share})
        given += found or []
        failed += [] if found else [each.clinic]
        room -= sum(len(row["events"] or "") for row in found or [])
    return given, failed


async def _page(nodes: Nodes, asked: Position, shared: dict[str, Any]) -> list[asyncpg.Record] | None:
    with suppress(asyncpg.PostgresError, Unavailable):
        return await nodes.of(asked.clinic, _PAGE, seq=asked.seq, hash=asked.hash, **shared)
    return None


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
