"""On Citus the clinics of one worker together leave connections to the others, and don't wait for one that hangs."""

from typing import Any
from uuid import UUID

import pytest

from shared.data import workers
from shared.data.workers import WorkerShares
from shared.values.ids import new_id

PLACES = 9  # one is the suite's own, a clinic or a worker has six of the others


class Coordinator:
    """A connection that knows where clinics are."""

    def __init__(self, *workers: list[UUID]) -> None:
        self._workers = workers
        self.asked = 0

    async def fetchval(self, _: str, clinic: UUID) -> Any:
        self.asked += 1
        return next(number for number, clinics in enumerate(self._workers) if clinic in clinics)


@pytest.fixture
def clinics() -> list[UUID]:
    return [new_id() for _ in range(6)]


@pytest.fixture
def coordinator(clinics: list[UUID]) -> Coordinator:
    return Coordinator(clinics[:5], clinics[5:])


@pytest.fixture
async def shares(clinics: list[UUID], coordinator: Coordinator, clock: list[float]) -> WorkerShares:
    """All clinics are known, but for the last all are of one worker."""
    made: Any = WorkerShares(PLACES)
    for clinic in clinics:
        await made.learn(coordinator, clinic)
    assert isinstance(made, WorkerShares)
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr("shared.data.workers.time.monotonic", lambda: now[0])
    return now


def test_clinics_of_a_worker_leave_connections_to_another(shares: WorkerShares, clinics: list[UUID]) -> None:
    taken = [shares.take(clinic) for clinic in clinics[:5] for _ in range(2)]
    assert taken == [True] * 6 + [False] * 4
    assert shares.take(clinics[5])


def test_nobody_waits_for_a_worker_that_gives_nothing_back(
    shares: WorkerShares, clinics: list[UUID], clock: list[float]
) -> None:
    for _ in range(shares.share):
        assert shares.take(clinics[0])
    assert not shares.is_stuck(clinics[1])
    clock[0] += 2 * workers.STUCK
    assert shares.is_stuck(clinics[1])
    assert not shares.is_stuck(clinics[5])


def test_a_worker_that_gave_one_back_is_waited_for(
    shares: WorkerShares, clinics: list[UUID], clock: list[float]
) -> None:
    for _ in range(shares.share):
        shares.take(clinics[0])
    clock[0] += 2 * workers.STUCK
    shares.leave(clinics[0])
    assert not shares.is_stuck(clinics[1])


async def test_a_clinic_that_moved_is_looked_for_again(
    shares: WorkerShares, clinics: list[UUID], coordinator: Coordinator, clock: list[float]
) -> None:
    asked = coordinator.asked
    connection: Any = coordinator
    await shares.learn(connection, clinics[0])
    clock[0] += 2 * workers.FORGET
    await shares.learn(connection, clinics[0])
    assert coordinator.asked > asked
