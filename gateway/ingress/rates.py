"""Rate limits of users and addresses, past them 429. Off unless set; in memory, or in a Redis that gateways share."""

import time
from typing import Any, Final

from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.util import WindowStats
from redis.asyncio import ConnectionPool

from shared.process import logging, metrics
from shared.wire.errors import TooManyRequests

# Seconds: a slow storage is as good as none.
TIMEOUTS: Final = {"socket_timeout": 0.05, "socket_connect_timeout": 0.2}

log = logging.get()


class Rates:
    """`rates`: for each kind (user, address) what the library reads, as `50/second; 1000/minute`; empty for none."""

    def __init__(self, rates: dict[str, str], storage: str) -> None:
        self._pool = ConnectionPool.from_url(storage, **TIMEOUTS) if storage.startswith("redis") else None
        options: dict[str, Any] = {"implementation": "redispy", "connection_pool": self._pool}
        found = RedisStorage(storage, **options) if self._pool else MemoryStorage()
        self._limiter = SlidingWindowCounterRateLimiter(found)
        self._items: dict[str, list[RateLimitItem]] = {kind: parse_many(text) for kind, text in rates.items() if text}
        self._away = False

    @property
    def users(self) -> bool:
        return "user" in self._items

    @property
    def addresses(self) -> bool:
        return "address" in self._items

    async def count(self, kind: str, who: object) -> None:
        """Raises TooManyRequests. A storage that is away limits nobody: its failure must not be everybody's."""
        for item in self._items.get(kind, ()):
            try:
                ok = await self._limiter.hit(item, kind, str(who))
                stats = None if ok else await self._limiter.get_window_stats(item, kind, str(who))
                self._away = False
            except Exception as error:
                self._say_away(error)
                return
            if stats is not None:
                self._refuse(kind, item, stats)

    async def close(self) -> None:
        if self._pool:
            await self._pool.aclose()

    def _refuse(self, kind: str, item: RateLimitItem, stats: WindowStats) -> None:
        metrics.REQUESTS_SHED.labels(f"{kind}_rate").inc()
        whose = "of yours" if kind == "user" else "from your address"
        wait = max(1, min(round(stats.reset_time - time.time()), item.get_expiry()))
        raise TooManyRequests(f"Too many requests {whose} at once; wait a moment.", wait)

    def _say_away(self, error: Exception) -> None:
        if not self._away:
            log.warning("rates not counted", error=type(error).__name__)
        self._away = True
