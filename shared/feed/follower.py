"""Consumer of an event feed: one leader among the replicas; an event's effect and the cursor are one transaction."""

import asyncio
import time
from datetime import datetime
from zlib import crc32

import asyncpg
import msgspec
import structlog
from sqlalchemy import text

from shared.contracts.clinic import ClinicTold
from shared.data.db import Database, Statement, SystemTransaction, Transaction
from shared.data.event import Effect, Event
from shared.feed.copies import upsert_clinic, upsert_copy
from shared.feed.queries import EPOCH_BITS
from shared.identity.peers import Peers
from shared.process import metrics
from shared.process.tracing import linked_span

log = structlog.get_logger()
RETRY = 1.0

_POSITION = Statement(
    "select cursor", text("SELECT cursor, snapshot FROM feed_cursors WHERE source = CAST(:source AS text)")
)
_BEGIN = Statement(
    "insert cursor",
    text(
        """INSERT INTO feed_cursors VALUES (CAST(:source AS text), CAST(:cursor AS text), '', now())
        ON CONFLICT (source) DO UPDATE SET cursor = excluded.cursor, snapshot = '', updated_at = now()"""
    ),
)
_MOVE = Statement(
    "update cursor",
    text(
        """UPDATE feed_cursors
        SET cursor = CAST(:cursor AS text), snapshot = CAST(:snapshot AS text), updated_at = now()
        WHERE source = CAST(:source AS text) AND cursor = CAST(:old_cursor AS text)
          AND snapshot IS NOT DISTINCT FROM CAST(:old_snapshot AS text)"""
    ),
)
_CLINICS = Statement("select clinics", text("SELECT id FROM clinics"))
_DROP_VANISHED = Statement(
    "delete vanished copies",
    text(
        f"""DELETE FROM copies WHERE clinic_id = CAST(:clinic_id AS uuid) AND kind = ANY (CAST(:kinds AS text[]))
        AND revision < CAST(:epoch AS bigint) << {EPOCH_BITS}"""  # noqa: S608  # a number of ours
    ),
)


class _Page(msgspec.Struct):
    events: list[Event]
    cursor: str = ""
    next: str | None = None
    kinds: list[str] = []


async def _drop_vanished(tx: SystemTransaction, kinds: list[str], epoch: int) -> None:
    """At a snapshot's end: copies from before a restore that it didn't bring are of objects that aren't there any
    more. All that it brought have a revision of this epoch."""
    for clinic in [row["id"] for row in await tx.rows(_CLINICS)]:
        await (await tx.of(clinic)).execute(_DROP_VANISHED, kinds=kinds, epoch=epoch)


class Overtaken(Exception):
    """Another replica moved the cursor: what this one did is rolled back."""


async def apply_copy(tx: Transaction, event: Event) -> bool:
    """The usual effect: upserts the copy of the object; False where a newer one is there already."""
    if event.kind == "clinic":
        await upsert_clinic(tx, event.revision, msgspec.json.decode(event.data, type=ClinicTold))
        return True
    return await upsert_copy(tx, event.kind, event.subject, event.revision, event.document())


class Follower:
    """Follows one service's feed for as long as the process lives, whatever fails on the way."""

    def __init__(self, name: str, db: Database, peers: Peers, source: str, url: str, effect: Effect) -> None:
        """`name`: of the service that follows."""
        self._name = name
        self._db = db
        self._peers = peers
        self._source = source
        self._url = url
        self._effect = effect
        self._quiet = False

    async def run(self) -> None:
        while True:
            try:
                await self._while_leader()
            except Exception as error:
                if not self._quiet:
                    log.warning("feed interrupted", source=self._source, error=type(error).__name__)
                self._quiet = True
            await asyncio.sleep(RETRY)

    async def _while_leader(self) -> None:
        """On a connection of its own: a session's lock ends with it, and a pooler would hand it to another."""
        connection = await self._db.direct()
        try:
            await connection.execute("SET idle_session_timeout = 0")
            while not await self._lock(connection):
                await asyncio.sleep(RETRY)
            while not connection.is_closed():
                await self.step()
                self._quiet = False
        finally:
            await connection.close(timeout=2)

    async def _lock(self, connection: asyncpg.Connection) -> bool:
        key = crc32(f"{self._name}<{self._source}".encode())
        return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", key))

    async def step(self, wait: float = 30.0) -> int:
        """One page of the snapshot or the feed; says how many events it held."""
        async with self._db.system_transaction() as tx:
            row = await tx.row(_POSITION, source=self._source)
        if row is None:
            await self._begin()
            return 1
        cursor, snapshot = row["cursor"], row["snapshot"]
        page = await self._fetch(cursor, snapshot, wait)
        if page is None:
            await self._begin()
            return 1
        at = (cursor, page.next) if snapshot is not None else (page.cursor, None)
        if at != (cursor, snapshot):
            await self._apply(page, (cursor, snapshot), at)
        self._observe(page)
        return len(page.events) if snapshot is None else 1

    async def _begin(self) -> None:
        """At the head, then from a snapshot: what changes while it is read comes again behind it."""
        answer = await self._get("/internal/events", after="head")
        assert answer is not None
        async with self._db.system_transaction() as tx:
            await tx.execute(_BEGIN, source=self._source, cursor=answer.cursor)

    async def _fetch(self, cursor: str, snapshot: str | None, wait: float) -> _Page | None:
        if snapshot is not None:
            return await self._get("/internal/snapshot", cursor=snapshot)
        return await self._get("/internal/events", after=cursor, wait=str(wait))

    async def _get(self, path: str, **params: str) -> _Page | None:
        params["follower"] = self._name
        answer = await self._peers.get(self._url + path, timeout=40, **params)
        return None if answer.status_code == 410 else msgspec.json.decode(answer.content, type=_Page)

    async def _apply(self, page: _Page, before: tuple[str, str | None], after: tuple[str, str | None]) -> None:
        async with self._db.system_transaction() as tx:
            clinic: Transaction | None = None
            for event in page.events:
                if clinic is None or event.clinicid != clinic.clinic_id:
                    clinic = await tx.of(event.clinicid)
                with linked_span(f"apply {event.type}", event.traceparent):
                    await self._effect(clinic, event)
            if before[1] is not None and after[1] is None:
                await _drop_vanished(tx, page.kinds, int(before[0].partition(".")[0]))
            moved = await tx.execute(
                _MOVE,
                source=self._source,
                cursor=after[0],
                snapshot=after[1],
                old_cursor=before[0],
                old_snapshot=before[1],
            )
            if not moved:
                raise Overtaken

    def _observe(self, page: _Page) -> None:
        metrics.FEED_EVENTS.labels(self._source).inc(len(page.events))
        last = page.events[-1].time if page.events else None
        if last != "":  # a snapshot's events have no time
            until = datetime.fromisoformat(last).timestamp() if last else time.time()
            metrics.FEED_APPLIED.labels(self._source).set(until)
