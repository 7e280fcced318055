"""Subscribes to a service's changes for the streams of this process. Where some may be lost, they are told."""

import asyncio
from typing import Final
from uuid import UUID

import msgspec

from gateway.streams.streams import ChangeTold, Streams
from shared.contracts.feed import FIRST, ChangesTold, Entry, Head, Heads
from shared.identity.peers import STRANGE, Peers
from shared.process import logging
from shared.wire.errors import Unavailable

WAIT: Final = 30  # seconds
PACE: Final = 0.02  # seconds between two answers, so that a busy moment's changes come together
RETRY: Final = 1.0

log = logging.get()


class Changes:
    def __init__(self, service: str, peers: Peers, streams: Streams) -> None:
        self._url = f"http://{service}/internal/feed"
        self._service = service
        self._peers = peers
        self._streams = streams
        self._moment = ""
        self._told: dict[UUID, int] = {}  # number of each clinic's newest change that was told
        self._quiet = False

    async def follow(self) -> None:
        """From the first stream on, for as long as the process lives."""
        await self._streams.wanted.wait()
        while True:
            try:
                await self._step()
                self._quiet = False
                await asyncio.sleep(PACE)
            except Exception as error:
                if not self._quiet:
                    log.warning("changes unknown", source=self._service, error=type(error).__name__)
                self._quiet = True
                await asyncio.sleep(RETRY)

    async def _step(self) -> None:
        answer = await self._peers.get(f"{self._url}/changes", timeout=WAIT + 10, since=self._moment, wait=str(WAIT))
        if answer.status_code != 200:  # the moment is from before a restore, or the service from before this call
            self._moment = ""
            raise Unavailable(STRANGE)
        news = msgspec.json.decode(answer.content, type=ChangesTold)
        if not self._moment or news.changes is None:
            await self._begin()
        self._moment = news.moment
        for clinic, (whole, entries) in (news.changes or {}).items():
            self._tell(clinic, entries, whole)

    async def _begin(self) -> None:
        """From the heads on: what happened before, everybody reads now."""
        after = FIRST
        while page := await self._heads(after):
            self._told |= {clinic: published for clinic, _, _, published, _ in page}
            after = page[-1][0]
        self._streams.resync()

    async def _heads(self, after: UUID) -> list[Head]:
        answer = await self._peers.get(f"{self._url}/heads", after=str(after))
        return msgspec.json.decode(answer.content, type=Heads).heads

    def _tell(self, clinic: UUID, entries: list[Entry], whole: bool) -> None:
        """Those since the last time; where one may be missing between, the clinic reads anew."""
        told = self._told.get(clinic, 0)
        self._told[clinic] = max((told, *(number for number, *_ in entries)))
        if not whole and (not entries or entries[0][0] > told):
            self._streams.resync(clinic)
            return
        self._streams.publish(ChangeTold(kind, id, clinic, version) for seq, kind, id, version in entries if seq > told)
