"""Subscribes to a service's changes for the streams of this process. Where some may be lost, they are told."""

import asyncio
import time
from typing import Final

import msgspec

from gateway.streams.streams import ChangeTold, Streams
from shared.identity.peers import Peers
from shared.process import logging

HEAD: Final = "head"
WAIT: Final = 30  # seconds
# The service keeps its events for an hour. A cursor that hasn't moved on for as long as this may have lost some.
HELD_SECONDS: Final = 1800.0
RETRY: Final = 1.0

log = logging.get()


class _ChangesPage(msgspec.Struct):
    changes: list[ChangeTold]
    cursor: str


class Changes:
    def __init__(self, service: str, peers: Peers, streams: Streams) -> None:
        self._service = service
        self._peers = peers
        self._streams = streams
        self._cursor = HEAD
        self._asked = 0.0
        self._quiet = False

    async def follow(self) -> None:
        """From the first stream on, for as long as the process lives."""
        await self._streams.wanted.wait()
        while True:
            try:
                await self._step()
                self._quiet = False
            except Exception as error:
                if not self._quiet:
                    log.warning("changes unknown", source=self._service, error=type(error).__name__)
                self._quiet = True
                await asyncio.sleep(RETRY)

    async def _step(self) -> None:
        after = HEAD if time.monotonic() - self._asked > HELD_SECONDS else self._cursor
        url = f"http://{self._service}/internal/changes"
        answer = await self._peers.get(url, timeout=WAIT + 10, after=after, wait=str(WAIT))
        if answer.status_code != 200:  # the cursor is from before a restore
            self._cursor = HEAD
            return
        page = msgspec.json.decode(answer.content, type=_ChangesPage)
        self._cursor, self._asked = page.cursor, time.monotonic()
        if after == HEAD:
            self._streams.resync()
        self._streams.publish(page.changes)
