"""Event feed by long polling, between services: the audit chains of all clinics, each in order and without gaps.

A position is a clinic's entry, its number and hash. Who follows says which clinics it wants to go on with; the answer
has their events, and which other clinics have some since the moment of the answer before. Nobody is remembered here.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from starlette.responses import Response

from shared.api.call import Call, json_answer
from shared.api.endpoints import Endpoint
from shared.api.service import Service
from shared.contracts.feed import FIRST, FeedQuery, Moment
from shared.data.event import Published
from shared.feed.events import News, heads, newest, news, pages
from shared.feed.snapshots import snapshot
from shared.wire.shapes import Shape

WAIT = 30.0
POLL = 0.5  # seconds until a look for what other replicas wrote
MOVED = 200  # clinics that streams are told of
UNKNOWN = "[false,[]]"  # there are changes, and nobody can say which


class ChangesQuery(Shape):
    since: Moment = ""
    wait: float = WAIT


class HeadsQuery(Shape):
    after: UUID = FIRST


class SnapshotQuery(Shape):
    """`kinds`: of the objects, by commas."""

    clinic: UUID = FIRST
    kinds: Annotated[str, msgspec.Meta(max_length=2_000)] = ""
    cursor: Annotated[str, msgspec.Meta(max_length=60)] = ""


def feed_endpoints(published: tuple[Published, ...]) -> list[Endpoint]:
    async def take_snapshot(call: Call) -> Response:
        """A clinic's objects, page by page."""
        query = call.query(SnapshotQuery)
        wanted = [each for each in published if each.kind in query.kinds.split(",")]
        async with call.service.db.transaction(query.clinic) as tx:
            return json_answer(await snapshot(tx, wanted, query.cursor))

    return [
        Endpoint("POST", "/internal/feed", follow, "service", body=FeedQuery, once=False),
        Endpoint("GET", "/internal/feed/heads", list_heads, "service", query=HeadsQuery),
        Endpoint("GET", "/internal/feed/snapshot", take_snapshot, "service", query=SnapshotQuery),
        Endpoint("GET", "/internal/feed/changes", list_changes, "service", query=ChangesQuery),
    ]


async def follow(call: Call) -> Response:
    """The events after some clinics' positions, and which clinics have news."""
    query = await call.body(FeedQuery)
    seen = await _look(call.service, query.since, 0 if query.behind else query.wait)
    published = seen.published()
    moved = [each for each in query.active if published.get(each.clinic, 0) > each.seq]
    asked = [*query.behind, *moved]
    given, failed = await pages(call.service.nodes, asked, query.kinds) if asked else ([], [])
    body = (
        f'{{"moment":{_json(seen.moment)},"republished":{seen.republished},"moved":{seen.moved},'
        f'"pages":[{",".join(map(_page, given))}],"failed":{_json(failed)}}}'
    )
    return Response(body, media_type="application/json")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _page(row: asyncpg.Record) -> str:
    if row["seq"] is None:
        return f'{{"clinic":"{row["clinic"]}"}}'
    return f'{{"clinic":"{row["clinic"]}","seq":{row["seq"]},"hash":"{row["hash"]}","events":[{row["events"]}]}}'


async def list_heads(call: Call) -> Response:
    """Each clinic's newest entry and newest event, by id."""
    return json_answer(await heads(call.service.nodes, call.query(HeadsQuery).after))


async def list_changes(call: Call) -> Response:
    """For who keeps nothing: the newest changes of the clinics that moved, without their content."""
    query = call.query(ChangesQuery)
    seen = await _look(call.service, query.since, query.wait)
    moved = list(seen.published())
    changes = await _changes(call.service, moved) if len(moved) <= MOVED else "null"
    return Response(f'{{"moment":{_json(seen.moment)},"changes":{changes}}}', media_type="application/json")


async def _changes(service: Service, clinics: Sequence[UUID]) -> str:
    if not clinics:
        return "{}"
    told = await newest(service.nodes, clinics)
    return "{" + ",".join(f'"{each}":{told.get(each, UNKNOWN)}' for each in clinics) + "}"


async def _look(service: Service, since: str, wait: float) -> News:
    """What is new since that moment, looked at again and again for up to `wait` seconds. A write of this process wakes
    it; those of other replicas are seen at the next look."""
    deadline = time.monotonic() + max(0.0, min(WAIT, wait))
    while True:
        woken = service.woken()
        seen = await news(service.nodes, since)
        if seen.has_any or not since or time.monotonic() >= deadline or service.draining:
            return seen
        try:
            await asyncio.wait_for(woken.wait(), POLL)
        except TimeoutError:
            continue
