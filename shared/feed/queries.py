"""SQL of the outbox feed: positions, pages, followers' cursors, snapshots."""

from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text

from shared.data.db import Database, Statement, SystemTransaction
from shared.data.event import Published
from shared.data.paging import MAX_BYTES
from shared.feed.events import EPOCH_BITS
from shared.wire.errors import BadRequest


class FeedPosition(NamedTuple):
    epoch: int
    xid: int
    seq: int

    @property
    def cursor(self) -> str:
        return f"{self.epoch}.{self.xid}.{self.seq}"


def _statement(name: str, sql: str) -> Statement:
    return Statement(name, text(sql))


_HEAD = _statement(
    "select feed head",
    "SELECT epoch, (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text AS xid FROM feed_epoch",
)


def _page(name: str, event: str, size: str) -> Statement:
    """So many events after a position as JSON, and the cursor after them; `size`: bytes of an event at least. As
    shared.data.paging.bounded has it, none is built that would be too much."""
    return _statement(
        name,
        f"""
    SELECT string_agg(event, ',' ORDER BY epoch, xid, seq) AS events,
           (array_agg(epoch || '.' || xid || '.' || seq ORDER BY epoch DESC, xid DESC, seq DESC))[1] AS cursor
    FROM (
        SELECT *, sum(octet_length(event) + 1) OVER (ROWS UNBOUNDED PRECEDING) AS length FROM (
            SELECT epoch, xid, seq, row_number() OVER so_far AS n,
                   CASE WHEN row_number() OVER so_far = 1 OR sum({size}) OVER so_far <= {MAX_BYTES}
                        THEN json_build_object({event})::text END AS event
            FROM outbox
            WHERE (epoch, xid, seq) > (CAST(:epoch AS int), CAST(CAST(:xid AS text) AS xid8), CAST(:seq AS bigint))
              AND (xid < pg_snapshot_xmin(pg_current_snapshot()) OR epoch < (SELECT epoch FROM feed_epoch))
            WINDOW so_far AS (ORDER BY epoch, xid, seq ROWS UNBOUNDED PRECEDING)
            ORDER BY epoch, xid, seq LIMIT CAST(:limit AS int)
        ) built
    ) page
    WHERE n = 1 OR length <= {MAX_BYTES} AND event IS NOT NULL""",  # noqa: S608  # all texts are ours
    )


_EVENTS = _page(
    "select events",
    """
            'specversion', '1.0', 'id', id, 'source', '/' || CAST(:source AS text), 'type', type,
            'kind', aggregatetype, 'subject', aggregateid, 'clinicid', clinic_id,
            'revision', (epoch::bigint << 40) + version, 'time', at, 'datacontenttype', 'application/json',
            'traceparent', traceparent, 'cursor', epoch || '.' || xid || '.' || seq, 'data', payload""",
    "pg_column_size(payload)",
)
_CHANGES = _page(
    "select changes", "'kind', aggregatetype, 'id', aggregateid, 'clinic', clinic_id, 'version', version", "0"
)
_FOLLOWERS = _statement("select followers", "SELECT name FROM feed_followers WHERE seen_at > now() - interval '7 days'")
_REGISTER = _statement(
    "upsert follower",
    """
    INSERT INTO feed_followers VALUES
        (CAST(:name AS text), CAST(:epoch AS int), CAST(CAST(:xid AS text) AS xid8), CAST(:seq AS bigint), now())
    ON CONFLICT (name) DO UPDATE
        SET epoch = excluded.epoch, xid = excluded.xid, seq = excluded.seq, seen_at = excluded.seen_at""",
)
_FORGET = _statement("delete followers", "DELETE FROM feed_followers WHERE seen_at <= now() - interval '7 days'")
_PRUNE = _statement(
    "prune outbox",
    """
    DELETE FROM outbox WHERE at < now() - interval '1 hour' AND NOT EXISTS (
        SELECT FROM feed_followers f WHERE (f.epoch, f.xid, f.seq) < (outbox.epoch, outbox.xid, outbox.seq))""",
)
_NEXT_CLINIC = _statement(
    "select clinics", "SELECT id FROM clinics WHERE id > CAST(:after AS uuid) ORDER BY id LIMIT 1"
)
_EPOCH = _statement("select epoch", "SELECT epoch FROM feed_epoch")


async def head(tx: SystemTransaction) -> FeedPosition:
    """Where the feed ends: all that is at or before it is visible to whoever reads the tables from now on."""
    row = await tx.row(_HEAD)
    assert row is not None
    return FeedPosition(row["epoch"], int(row["xid"]), 2**63 - 1)


async def feed_page(
    tx: SystemTransaction, source: str, after: FeedPosition, limit: int
) -> tuple[str | None, str | None]:
    row = await tx.row(_EVENTS, source=source, epoch=after.epoch, xid=str(after.xid), seq=after.seq, limit=limit)
    assert row is not None
    return row["events"], row["cursor"]


async def changes_page(tx: SystemTransaction, after: FeedPosition, limit: int) -> tuple[str | None, str | None]:
    """The same with nothing of what the objects hold."""
    row = await tx.row(_CHANGES, epoch=after.epoch, xid=str(after.xid), seq=after.seq, limit=limit)
    assert row is not None
    return row["events"], row["cursor"]


async def followers(tx: SystemTransaction) -> set[str]:
    return {row["name"] for row in await tx.rows(_FOLLOWERS)}


async def register(tx: SystemTransaction, name: str, position: FeedPosition) -> None:
    await tx.execute(_REGISTER, name=name, epoch=position.epoch, xid=str(position.xid), seq=position.seq)


async def prune(tx: SystemTransaction) -> None:
    await tx.execute(_FORGET)
    await tx.execute(_PRUNE)


async def snapshot_page(
    db: Database, published: tuple[Published, ...], cursor: str, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """One page: at most `limit` objects and MAX_BYTES of one kind of one clinic. The cursor is `clinic/kind/id`."""
    clinic, index, after = _parse(cursor, len(published))
    async with db.system_transaction() as tx:
        if index == 0 and after.int == 0:
            found = await tx.value(_NEXT_CLINIC, after=clinic)
            if found is None:
                return [], None
            clinic = UUID(str(found))
        epoch = await tx.value(_EPOCH)
        rows = await (await tx.of(clinic)).rows(published[index].snapshot, after=after, limit=limit, bytes=MAX_BYTES)
    given = [row for row in rows if row["document"] is not None]
    items = [_item(published[index].kind, clinic, epoch, row) for row in given]
    if len(given) < len(rows):
        return items, f"{clinic}/{index}/{given[-1]['id']}"
    if index + 1 < len(published):
        return items, f"{clinic}/{index + 1}/{UUID(int=0)}"
    return items, f"{clinic}/0/{UUID(int=0)}"


def _parse(cursor: str, kinds: int) -> tuple[UUID, int, UUID]:
    if not cursor:
        return UUID(int=0), 0, UUID(int=0)
    try:
        clinic, index, after = cursor.split("/")
        return UUID(clinic), range(kinds)[int(index)], UUID(after)
    except (ValueError, IndexError) as error:
        raise BadRequest("The cursor isn't one of this snapshot.") from error


def _item(kind: str, clinic: UUID, epoch: int, row: Any) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "type": f"{kind}.snapshot",
        "kind": kind,
        "subject": row["id"],
        "clinicid": clinic,
        "revision": (epoch << EPOCH_BITS) + row["version"],
        "time": "",
        "data": msgspec.Raw(row["document"].encode()),
    }
