"""The back-off of clinics that fail: later each time, named meanwhile, and no reason to ask for nothing."""

import time
from uuid import UUID, uuid4

import pytest
from prometheus_client import REGISTRY

from shared.feed.resting import LONGEST, SHORTEST, Resting


def pause(resting: Resting, clinic: UUID) -> float:
    return resting.next([clinic]) - time.monotonic()


def test_waits_twice_as_long_each_time() -> None:
    resting, clinic = Resting("things"), uuid4()
    for expected in (SHORTEST, 2 * SHORTEST, 4 * SHORTEST):
        resting.put(clinic, "ValueError")
        assert pause(resting, clinic) == pytest.approx(expected, abs=0.1)
    for _ in range(10):
        resting.put(clinic, "ValueError")
    assert pause(resting, clinic) == pytest.approx(LONGEST, abs=0.1)


def test_leaves_out_who_waits() -> None:
    resting, waits, well = Resting("things"), uuid4(), uuid4()
    resting.put(waits, "ValueError")
    assert resting.awake([waits, well], 10) == [well]


def test_is_over_at_once_when_it_went_well() -> None:
    resting, clinic = Resting("things"), uuid4()
    resting.put(clinic, "ValueError")
    resting.end(clinic)
    assert resting.awake([clinic], 10) == [clinic]


def test_ends_with_the_leader_who_named_them() -> None:
    resting, labels = Resting("things"), {"source": "things", "clinic": str(uuid4())}
    resting.put(UUID(labels["clinic"]), "ValueError")
    resting.clear()
    assert REGISTRY.get_sample_value("feed_clinic_waiting", labels) is None


def test_of_who_has_nothing_to_do_wakes_nobody() -> None:
    resting = Resting("things")
    resting.put(uuid4(), "ValueError")
    assert resting.next([uuid4()]) == float("inf")


def test_is_told_by_a_metric_while_it_lasts() -> None:
    resting, labels = Resting("things"), {"source": "things", "clinic": str(uuid4())}
    resting.put(UUID(labels["clinic"]), "ValueError")
    assert REGISTRY.get_sample_value("feed_clinic_waiting", labels) == 1
    resting.end(UUID(labels["clinic"]))
    assert REGISTRY.get_sample_value("feed_clinic_waiting", labels) is None
