"""What a page of a feed does here: the copies, the service's own effect and the clinic's position, all or nothing."""

from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import msgspec

from shared.contracts.clinic import ClinicTold
from shared.contracts.feed import Event, EventPage, Snapshot
from shared.data.db import Database, SystemTransaction
from shared.data.event import Follow
from shared.feed.copies import upsert_clinic
from shared.feed.positions import (
    Followed,
    begin_snapshot,
    copies,
    follow_page,
    follow_pages,
    forget,
    go_on,
    replace_copies,
)
from shared.process.tracing import linked_span

CLINIC = "clinic"  # which is nobody's copy, but a table of its own


class Overtaken(Exception):
    """Another replica moved the position: what this one did is rolled back."""


class Applier:
    def __init__(self, db: Database, source: str, follow: Follow) -> None:
        self._db = db
        self._source = source
        self._follow = follow

    async def apply(self, pages: list[EventPage], places: dict[UUID, Followed]) -> None:
        """In one transaction, by the clinics' ids. Raises Overtaken."""
        pages = sorted(pages, key=lambda page: page.clinic)
        newest = {page.clinic: self._newest(page.events) for page in pages}
        with ExitStack() as spans:
            for event in (event for events in newest.values() for event in events if event.traceparent):
                spans.enter_context(linked_span(f"apply {event.type}", event.traceparent))
            await self._upsert_clinics(event for events in newest.values() for event in events)
            # Without an effect it is one statement, which needs no BEGIN.
            async with self._db.system_transaction() if self._follow.effect else self._db.autocommit() as tx:
                moves = [_move(page, places[page.clinic], newest[page.clinic]) for page in pages]
                for clinic, news in (await self._moved(tx, moves)).items():
                    await self._affect(tx, clinic, newest[clinic], news)
        for page in pages:
            places[page.clinic].seq, places[page.clinic].hash = page.seq or 0, page.hash

    async def _moved(self, tx: SystemTransaction, moves: list[dict[str, Any]]) -> dict[UUID, set[UUID] | None]:
        """By one statement; of a single clinic by one that goes to its worker on Citus."""
        if len(moves) > 1:
            return await follow_pages(tx, self._source, moves)
        return {move["clinic"]: await follow_page(tx, self._source, move) for move in moves}

    async def take_snapshot(self, clinic: UUID, page: Snapshot, place: Followed, before: str) -> None:
        """A page of it, at the cursor `before`. The first one begins at `place`. Raises Overtaken."""
        await self._upsert_clinics(page.objects, whatever=True)
        async with self._db.transaction(clinic) as tx:
            if not before:
                await begin_snapshot(tx, self._source, place)
            elif not await go_on(tx, self._source, before, page.next):
                raise Overtaken
            objects = [each for each in page.objects if each.kind != CLINIC]
            news = await replace_copies(tx, page.kinds, before, page.next, objects)
            await self._affect(tx, clinic, page.objects, news)

    async def forget(self, clinic: UUID) -> None:
        """A clinic that isn't there any more."""
        async with self._db.transaction(clinic) as tx:
            await forget(tx, self._source, list(self._follow.kinds))

    def _newest(self, events: list[Event]) -> list[Event]:
        """Of an object's events only the last one acts."""
        last = {(event.kind, event.subject): event for event in events}
        return list(last.values())

    async def _affect(self, tx: SystemTransaction, clinic: UUID, events: list[Event], news: set[UUID] | None) -> None:
        if news is None:
            raise Overtaken
        fresh = [event for event in events if event.kind == CLINIC or event.subject in news]
        if self._follow.effect and fresh:
            await self._follow.effect(await tx.of(clinic), fresh)

    async def _upsert_clinics(self, events: Iterable[Event], *, whatever: bool = False) -> None:
        """Before and beside the transaction, since clinics belong to none; it can be done again."""
        for event in (each for each in events if each.kind == CLINIC):
            told = msgspec.json.decode(event.data, type=ClinicTold)
            async with self._db.autocommit() as tx:
                await upsert_clinic(tx, event.revision, told, whatever=whatever)


def _move(page: EventPage, place: Followed, events: list[Event]) -> dict[str, Any]:
    """As follow_pages takes it."""
    kept = [event for event in events if event.kind != CLINIC]
    moved = {"clinic": page.clinic, "before": place.seq, "seq": page.seq, "hash": page.hash}
    return {**moved, "republished": place.republished, "objects": copies(kept)}
