"""Citus: which worker has a clinic's rows, so that one that hangs doesn't keep the connections of the others' clinics.

Plain PostgreSQL is asked once, when the pool is made, and has none of this.
"""

import time
from uuid import UUID

import asyncpg

from shared.data.postgres import Connection
from shared.process.shares import Shares

FORGET = 60.0  # seconds after which a clinic may have moved
STUCK = 1.0  # seconds in which a worker that has all its connections gave none back

_IS_CITUS = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')"
_WORKER = """
    SELECT groupid FROM pg_dist_placement
    WHERE shardid = get_shard_id_for_distribution_column('audit_heads', $1::uuid)"""


class PoolShares(Shares[UUID | None]):
    """One connection is for the suite's own work, None; a clinic has at most three quarters of the others."""

    def __init__(self, places: int) -> None:
        self._of_clinics = max(1, places - 1)
        super().__init__(places, max(1, self._of_clinics * 3 // 4))

    def _fits(self, who: UUID | None, held: int) -> bool:
        return super()._fits(who, held) and (who is None or self.taken < self._of_clinics)

    def is_stuck(self, who: UUID | None) -> bool:
        """Whether it is in vain to wait: for want of an answer, not of places."""
        return False


class WorkerShares(PoolShares):
    """The clinics of a worker have together no more than one of them may have alone."""

    def __init__(self, places: int) -> None:
        super().__init__(places)
        self._workers: dict[UUID | None, int] = {}
        self._moved: dict[int, float] = {}  # when its last connection was taken or given back
        self._forget_at = 0.0

    async def learn(self, connection: Connection, who: UUID | None) -> None:
        """Where its rows are, if that isn't known; `connection` is its own."""
        if time.monotonic() > self._forget_at:
            self._workers, self._forget_at = {}, time.monotonic() + FORGET
        if who and who not in self._workers:
            self._workers[who] = await connection.fetchval(_WORKER, who)

    def is_stuck(self, who: UUID | None) -> bool:
        worker = self._workers.get(who)
        if worker is None or self._held_by(worker) < self.share:
            return False
        return time.monotonic() - self._moved.get(worker, 0.0) > STUCK

    def _fits(self, who: UUID | None, held: int) -> bool:
        worker = self._workers.get(who)
        return super()._fits(who, held) and (worker is None or self._held_by(worker) < self.share)

    def _hold(self, who: UUID | None, held: int) -> None:
        super()._hold(who, held)
        if who in self._workers:
            self._moved[self._workers[who]] = time.monotonic()

    def _held_by(self, worker: int) -> int:
        return sum(held for who, held in self._held.items() if self._workers.get(who) == worker)


async def is_citus(pool: asyncpg.Pool) -> bool:
    """Raises what asyncpg does, with the pool closed."""
    try:
        return bool(await pool.fetchval(_IS_CITUS))
    except BaseException:
        pool.terminate()
        raise
