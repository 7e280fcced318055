"""Event feed by long polling (http-feeds.org, CloudEvents), between services: in commit order, each once.

Publisher: a change and its event are one transaction; `GET /internal/events` answers in order and waits when there is
nothing new. A new follower asks for the head, takes a snapshot of the resources, then goes on from that head.
A cursor is `epoch.xid.seq`; only what is below every open transaction is given out, since ids alone would skip rows
that commit late.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog
from starlette.responses import Response

from shared.api.call import Call, json_answer
from shared.api.endpoints import Endpoint
from shared.api.service import Service
from shared.data.db import SystemTransaction
from shared.data.event import Published
from shared.feed.queries import FeedPosition, changes_page, feed_page, followers, head, prune, register, snapshot_page
from shared.wire.errors import BadRequest, Gone

PAGE = 200
WAIT = 30.0
POLL = 0.5
PRUNE_EVERY = 60.0
log = structlog.get_logger()


Page = Callable[[SystemTransaction], Awaitable[tuple[str | None, str | None]]]


def feed_endpoints(published: tuple[Published, ...]) -> list[Endpoint]:
    async def events(call: Call) -> Response:
        """The changes after a cursor; `after=head` is where the feed ends now."""
        follower = call.request.query_params.get("follower", "")
        after = call.request.query_params.get("after", "head")
        if after == "head":
            return await _start(call.service, follower)
        position = _position(after)
        if not await _known(call.service, follower, position):
            raise Gone("This cursor is from before what the feed holds; take a snapshot.")
        body, cursor = await _next(call, position, lambda tx: feed_page(tx, call.service.name, position, PAGE))
        return Response(f'{{"events":[{body}],"cursor":"{cursor}"}}', media_type="application/cloudevents-batch+json")

    async def changes(call: Call) -> Response:
        """For who keeps nothing: what changed, without its content, and no place in the feed is held for them."""
        after = call.request.query_params.get("after", "head")
        async with call.service.db.system_transaction() as tx:
            end = await head(tx)
        if after == "head":
            return json_answer({"changes": [], "cursor": end.cursor})
        position = _position(after)
        if position.epoch != end.epoch:
            raise Gone("This cursor is from before a restore; begin at the head.")
        body, cursor = await _next(call, position, lambda tx: changes_page(tx, position, PAGE))
        return Response(f'{{"changes":[{body}],"cursor":"{cursor}"}}', media_type="application/json")

    async def snapshot(call: Call) -> Response:
        """Every object that is published, page by page."""
        cursor = call.request.query_params.get("cursor", "")
        items, following = await snapshot_page(call.service.db, published, cursor, PAGE)
        return json_answer({"events": items, "next": following, "kinds": [each.kind for each in published]})

    return [
        Endpoint("GET", "/internal/events", events, "service"),
        Endpoint("GET", "/internal/changes", changes, "service"),
        Endpoint("GET", "/internal/snapshot", snapshot, "service"),
    ]


def _position(cursor: str) -> FeedPosition:
    try:
        epoch, xid, seq = (int(part) for part in cursor.split("."))
    except ValueError as error:
        raise BadRequest("The cursor isn't one of this feed.") from error
    return FeedPosition(epoch, xid, seq)


def _seconds(text: str) -> float:
    try:
        return max(0.0, min(WAIT, float(text)))
    except ValueError as error:
        raise BadRequest("`wait` must be a number of seconds.") from error


async def _start(service: Service, follower: str) -> Response:
    async with service.db.system_transaction() as tx:
        position = await head(tx)
        await register(tx, follower, position)
    return json_answer({"events": [], "cursor": position.cursor})


async def _known(service: Service, follower: str, position: FeedPosition) -> bool:
    """Whether the feed still holds all that this follower hasn't seen; notes how far it is."""
    async with service.db.system_transaction() as tx:
        if follower not in await followers(tx) or (await head(tx)).epoch != position.epoch:
            return False
        await register(tx, follower, position)
    return True


async def _next(call: Call, position: FeedPosition, read: Page) -> tuple[str, str]:
    """Events as JSON without brackets, and the cursor after them; waits up to `wait` seconds for the first."""
    service = call.service
    deadline = time.monotonic() + _seconds(call.request.query_params.get("wait", str(WAIT)))
    while True:
        woken = service.woken()
        async with service.db.system_transaction() as tx:
            body, cursor = await read(tx)
        if body or time.monotonic() >= deadline or service.draining:
            return body or "", cursor or position.cursor
        # An event of this process wakes at once; those of other replicas, and those held back by an open
        # transaction, are seen at the next look.
        try:
            await asyncio.wait_for(woken.wait(), POLL)
        except TimeoutError:
            continue


async def prune_outbox(service: Service) -> None:
    """Deletes what every follower has seen; one that hasn't asked for a week starts from a snapshot again."""
    while True:
        await asyncio.sleep(PRUNE_EVERY)
        try:
            async with service.db.system_transaction() as tx:
                await prune(tx)
        except Exception as error:
            log.warning("outbox not pruned", error=type(error).__name__)
