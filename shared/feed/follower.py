"""Consumer of another service's feed: for each clinic the copies, the effect and the position are one transaction.

News come by a long poll. A comparison with all heads, each half minute and after an error, finds what else is behind:
nothing rests on having heard of it. A clinic that fails waits alone; one whose chain isn't the one that was followed,
as after a restore, has its copies taken anew.
"""

import asyncio
import time
from collections.abc import Awaitable
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
import structlog

from shared.contracts.feed import CLINICS, FIRST, EventPage, FeedAnswer, FeedQuery, Head, Heads, Snapshot
from shared.data.event import Follow
from shared.feed.applying import Applier, Overtaken
from shared.feed.nodes import Nodes
from shared.feed.positions import Followed, load
from shared.feed.resting import Resting
from shared.identity.peers import Peers
from shared.process import metrics
from shared.wire.errors import Unavailable, Unreachable

log = structlog.get_logger()
RETRY = 1.0  # seconds
COMPARE = 30.0  # seconds between two comparisons
PACE = 0.02  # seconds between two pages: one for each commit would cost more than it is sooner
SMALL = 200  # events of a clinic that are read from the first on
ACTIVE = 50  # clinics whose news are asked for before they are named
SNAPSHOTS = 20  # pages of them between two looks for news


class Follower:
    """Follows one service's feed for as long as the process lives, whatever fails on the way."""

    def __init__(self, nodes: Nodes, peers: Peers, source: str, url: str, follow: Follow) -> None:
        self._nodes = nodes
        self._peers = peers
        self._source = source
        self._url = f"{url}/internal/feed"
        self._kinds = list(follow.kinds)
        self._applier = Applier(nodes.db, source, follow)
        self._places: dict[UUID, Followed] = {}
        self._all_loaded = False  # else who isn't known is left alone
        self._behind: dict[UUID, int] = {}  # number of the newest event
        self._anew: dict[UUID, bool] = {}  # whether from the head, else from where it is
        self._active: dict[UUID, None] = {}  # whose events come without asking twice
        self._resting = Resting(source)
        metrics.FEED_FORKS.labels(source)  # at 0 from the start, so that the first one is an increase
        self._moment = ""
        self._republished: int | None = None
        self._compare_at = 0.0

    async def run(self) -> None:
        quiet = False
        try:
            while True:
                try:
                    await self.start()
                    while True:
                        await self.step()
                        quiet = False
                        if not self._behind and not self._anew:
                            await asyncio.sleep(PACE)
                except Exception as error:
                    if not quiet:
                        log.warning("feed interrupted", source=self._source, error=type(error).__name__)
                    quiet = True
                await asyncio.sleep(RETRY)
        finally:
            self._resting.clear()  # another replica leads now

    async def start(self) -> None:
        """From what is stored. The moment comes first: what happens later is news, what is older is compared."""
        self._moment, self._behind, self._active, self._anew = "", {}, {}, {}
        self._resting.clear()
        self._note(await self._ask([], 0))
        self._places, self._all_loaded = await load(self._nodes, self._source)
        self._anew = {clinic: False for clinic, place in self._places.items() if place.snapshot is not None}
        self._compare_at = 0.0

    async def step(self, wait: float = COMPARE) -> bool:
        """Some pages of snapshots and of the feed. Whether there was anything, and so may be more."""
        if time.monotonic() >= self._compare_at:
            await self._compare()
        anew = self._resting.awake((each for each in self._anew if not self._nodes.rests(each)), SNAPSHOTS)
        for clinic in anew:
            await self._alone(clinic, self._take_anew(clinic))
        behind = self._resting.awake((each for each in self._behind if self._may_follow(each)), CLINICS)
        answer = await self._ask(behind, 0 if anew or behind else self._patience(wait))
        self._note(answer)
        for clinic in answer.failed:
            self._resting.put(clinic, "no answer")
        await self._apply(answer.pages)
        self._observe(answer.pages)
        return bool(anew or behind or answer.moved)

    def _may_follow(self, clinic: UUID) -> bool:
        return clinic not in self._anew and not self._nodes.rests(clinic)

    def _patience(self, wait: float) -> float:
        until = min(self._compare_at, self._resting.next(self._behind, self._anew))
        return max(0.0, min(wait, until - time.monotonic()))

    async def _ask(self, behind: list[UUID], wait: float) -> FeedAnswer:
        active = [each for each in self._active if each not in self._behind and each not in self._anew]
        query = FeedQuery(
            since=self._moment,
            wait=wait,
            kinds=self._kinds,
            behind=[self._places[each].position(each) for each in behind],
            active=[self._places[each].position(each) for each in active],
        )
        return await self._peers.post(self._url, query, FeedAnswer, timeout=40)

    def _note(self, answer: FeedAnswer) -> None:
        self._moment = answer.moment
        if self._republished != answer.republished:
            self._republished, self._compare_at = answer.republished, 0.0
        for clinic, published, is_whole in answer.moved:
            self._look_at(clinic, published, is_whole)

    def _look_at(self, clinic: UUID, published: int, is_whole: bool) -> None:
        """Of a clinic that is new and small, its events from the first on are sooner than a snapshot."""
        if clinic not in self._places and not self._all_loaded:
            return
        if clinic not in self._places and is_whole and published <= SMALL:
            self._places[clinic] = Followed(0, "", self._republished or 0)
        if clinic not in self._places:
            self._anew[clinic] = True
        elif published > self._places[clinic].seq:
            self._behind[clinic] = published

    async def _compare(self) -> None:
        """With all heads: what nobody told, what forked without a word, and clinics that aren't there any more."""
        if not self._all_loaded:
            stored, self._all_loaded = await load(self._nodes, self._source)
            self._places = stored | self._places
        gone, after, missing = set(self._places), FIRST, False
        while (page := await self._get("heads", Heads, after=str(after))).heads:
            for head in page.heads:
                self._compare_one(head)
            gone -= {head[0] for head in page.heads}
            after, missing = page.heads[-1][0], missing or page.missing
        for clinic in () if missing or page.missing else gone:
            await self._alone(clinic, self._forget(clinic))
        self._compare_at = time.monotonic() + COMPARE

    def _compare_one(self, head: Head) -> None:
        clinic, seq, digest, published, is_whole = head
        place = self._places.get(clinic)
        if place and (seq < place.seq or (seq == place.seq and digest != place.hash)):
            self._fork(clinic)
        elif place and place.seq and place.republished != self._republished:
            self._anew.setdefault(clinic, False)
        else:
            self._look_at(clinic, published, is_whole)

    def _fork(self, clinic: UUID) -> None:
        if not self._anew.get(clinic):
            metrics.FEED_FORKS.labels(self._source).inc()
            log.warning("feed forked", source=self._source, clinic=str(clinic), seq=self._places[clinic].seq)
        self._anew[clinic] = True

    async def _take_anew(self, clinic: UUID) -> None:
        from_head, place = self._anew[clinic], self._places.get(clinic)
        going_on = place.snapshot if place and place.snapshot and not from_head else ""
        kinds = ",".join(self._kinds)
        page = await self._get("snapshot", Snapshot, clinic=str(clinic), kinds=kinds, cursor=going_on)
        at = place if place and not from_head else Followed(page.seq, page.hash, page.republished)
        then = Followed(at.seq, at.hash, at.republished if going_on else page.republished, page.next)
        await self._applier.take_snapshot(clinic, page, then, going_on)
        self._places[clinic] = then
        if page.next is None:
            del self._anew[clinic]
        else:
            self._anew[clinic] = False

    async def _forget(self, clinic: UUID) -> None:
        await self._applier.forget(clinic)
        for known in (self._places, self._behind, self._anew, self._active):
            known.pop(clinic, None)

    async def _apply(self, pages: list[EventPage]) -> None:
        """All together; where that fails, each alone, so that one clinic's trouble is no other's."""
        whole = [page for page in pages if self._goes_on(page)]
        if not await self._applied_together(whole):
            for page in whole:
                await self._alone(page.clinic, self._apply_all([page]))

    def _goes_on(self, page: EventPage) -> bool:
        if page.seq is None:
            self._fork(page.clinic)
        elif page.seq == self._places[page.clinic].seq:  # there should be events, and none is there
            self._resting.put(page.clinic, "no events")
        else:
            return True
        return False

    async def _applied_together(self, pages: list[EventPage]) -> bool:
        if self._nodes.several:
            return False
        try:
            await self._apply_all(pages)
        except (Overtaken, Unreachable):
            raise
        except Exception:  # which of them it is, each tells alone
            return False
        return True

    async def _apply_all(self, pages: list[EventPage]) -> None:
        if pages:
            await self._applier.apply(pages, self._places)
        for page in pages:
            self._resting.end(page.clinic)
            self._active.pop(page.clinic, None)
            self._active[page.clinic] = None
            published = self._behind.pop(page.clinic, 0)
            if published > self._places[page.clinic].seq:
                self._behind[page.clinic] = published  # behind the others
        self._active = dict(islice(self._active.items(), max(0, len(self._active) - ACTIVE), None))

    async def _alone(self, clinic: UUID, work: Awaitable[None]) -> None:
        try:
            await work
        except (Overtaken, Unreachable):
            raise
        except Exception as error:
            self._resting.put(clinic, type(error).__name__)
            if isinstance(error, Unavailable):
                self._nodes.rest(clinic)
        else:
            self._resting.end(clinic)

    async def _get(self, what: str, kind: Any, **params: str) -> Any:
        answer = await self._peers.get(f"{self._url}/{what}", timeout=40, **params)
        return msgspec.json.decode(answer.content, type=kind)

    def _observe(self, pages: list[EventPage]) -> None:
        events = [event for page in pages for event in page.events]
        metrics.FEED_EVENTS.labels(self._source).inc(len(events))
        if events:
            metrics.FEED_APPLIED.labels(self._source).set(datetime.fromisoformat(events[-1].time).timestamp())
        elif not self._behind and not self._anew:
            metrics.FEED_APPLIED.labels(self._source).set(time.time())
