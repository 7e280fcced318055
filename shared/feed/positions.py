"""How far a service has followed each clinic of another one: a position and the copies up to it are one transaction."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from shared.contracts.feed import FIRST, Event, Position
from shared.data.db import Statement, SystemTransaction, Transaction
from shared.feed.nodes import Nodes

Range = tuple[int, UUID]  # number of the kind, id


@dataclass(slots=True)
class Followed:
    """`seq` and `hash` of a chain's entry; `snapshot`: the cursor of the one that is being taken, empty at its
    beginning, None where copies and chain go on from here."""

    seq: int
    hash: str
    republished: int
    snapshot: str | None = None

    def position(self, clinic: UUID) -> Position:
        """As the publisher is asked."""
        return Position(clinic=clinic, seq=self.seq, hash=self.hash)


_LOAD = Statement(
    "select positions",
    text(
        """SELECT clinic_id, seq, encode(hash, 'hex') AS hash, republished, snapshot
        FROM feed_positions(CAST(:clinic_id AS uuid), CAST(:source AS text))"""
    ),
)
_FOLLOW = Statement(
    "follow pages",
    text(
        """SELECT clinic, follow_page(clinic, CAST(:source AS text), before, seq, hash, republished, objects)
        FROM jsonb_to_recordset(CAST(CAST(:pages AS text) AS jsonb))
            AS page (clinic uuid, before bigint, seq bigint, hash text, republished int, objects jsonb)"""
    ),
)
_FOLLOW_ONE = Statement(
    "follow page",
    text(
        """SELECT follow_page(CAST(:clinic_id AS uuid), CAST(:source AS text), CAST(:before AS bigint),
            CAST(:seq AS bigint), CAST(:hash AS text), CAST(:republished AS int),
            CAST(CAST(:objects AS text) AS jsonb))"""
    ),
)
_BEGIN = Statement(
    "upsert position",
    text(
        """INSERT INTO feed_positions VALUES (CAST(:clinic_id AS uuid), CAST(:source AS text), CAST(:seq AS bigint),
            decode(CAST(:hash AS text), 'hex'), CAST(:republished AS int), CAST(:snapshot AS text))
        ON CONFLICT (clinic_id, source) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,
            republished = excluded.republished, snapshot = excluded.snapshot"""
    ),
)
_GO_ON = Statement(
    "update position",
    text(
        """UPDATE feed_positions SET snapshot = CAST(:snapshot AS text)
        WHERE clinic_id = CAST(:clinic_id AS uuid) AND source = CAST(:source AS text)
          AND snapshot = CAST(:before AS text)"""
    ),
)
_REPLACE = Statement(
    "replace copies",
    text(
        """SELECT replace_copies(CAST(:clinic_id AS uuid), CAST(:kinds AS text[]), CAST(:after_kind AS int),
            CAST(:after AS uuid), CAST(:until_kind AS int), CAST(:until AS uuid),
            CAST(CAST(:copies AS text) AS jsonb))"""
    ),
)
_FORGET = Statement(
    "delete position",
    text("DELETE FROM feed_positions WHERE clinic_id = CAST(:clinic_id AS uuid) AND source = CAST(:source AS text)"),
)


def copies(events: list[Event]) -> list[dict[str, Any]]:
    """As the database's functions take them."""
    return [
        {"kind": each.kind, "id": each.subject, "revision": each.revision, "document": each.data} for each in events
    ]


async def load(nodes: Nodes, source: str) -> tuple[dict[UUID, Followed], bool]:
    """Those that can be had, and whether these are all."""
    found = [rows for _, rows in await nodes.each(_LOAD, lambda _: {"source": source})]
    places = {clinic: Followed(*rest) for rows in found for clinic, *rest in rows or []}
    return places, None not in found


async def follow_pages(tx: SystemTransaction, source: str, pages: list[dict[str, Any]]) -> dict[UUID, set[UUID] | None]:
    """`pages`: clinic, before, seq, hash, republished and objects of each. By clinic the ids of the copies that were
    news; None where another replica was there before."""
    rows = await tx.rows(_FOLLOW, source=source, pages=msgspec.json.encode(pages).decode())
    return {clinic: None if news is None else set(news) for clinic, news in rows}


async def follow_page(tx: SystemTransaction, source: str, page: dict[str, Any]) -> set[UUID] | None:
    """The same of one."""
    objects = msgspec.json.encode(page["objects"]).decode()
    news = await tx.value(_FOLLOW_ONE, source=source, clinic_id=page["clinic"], **{**page, "objects": objects})
    return None if news is None else set(news)


async def begin_snapshot(tx: Transaction, source: str, place: Followed) -> None:
    await tx.execute(
        _BEGIN,
        source=source,
        seq=place.seq,
        hash=place.hash,
        republished=place.republished,
        snapshot=place.snapshot,
    )


async def go_on(tx: Transaction, source: str, before: str, after: str | None) -> bool:
    """False where another replica was there before."""
    return bool(await tx.execute(_GO_ON, source=source, before=before, snapshot=after))


async def replace_copies(
    tx: Transaction, kinds: list[str], after: str, until: str | None, events: list[Event]
) -> set[UUID]:
    """What a page of a snapshot has takes the place of all copies of its range. The ids of those that changed."""
    after_kind, first = _range(after)
    until_kind, last = _range(until) if until else (None, None)
    found = await tx.value(
        _REPLACE,
        kinds=kinds,
        after_kind=after_kind,
        after=first,
        until_kind=until_kind,
        until=last,
        copies=msgspec.json.encode(copies(events)).decode(),
    )
    return set(found)


async def forget(tx: Transaction, source: str, kinds: list[str]) -> None:
    """A clinic that isn't there any more, with all copies."""
    await replace_copies(tx, kinds, "", None, [])
    await tx.execute(_FORGET, source=source)


def _range(cursor: str) -> Range:
    """SQL counts from 1."""
    number, _, after = cursor.partition("/")
    return (int(number) + 1, UUID(after)) if cursor else (0, FIRST)
