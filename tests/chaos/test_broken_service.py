"""A service answers, but wrongly: it is left alone for a while, and found again."""

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from deploy.local.suite import own_program
from deploy.operations.load import Request
from tests.chaos.hospital import RATE, Hospital, started
from tests.chaos.table import Figures

FAULT, AFTER = 10, 18  # seconds
OWNERS = Request("GET", "/api/owners?limit=20")


def program(name: str) -> Sequence[str]:
    return [sys.executable, "-m", "tests.chaos.half_broken"] if name == "patients" else own_program(name)


@pytest.fixture
def fault(tmp_path: Path) -> Path:
    return tmp_path / "fault"


@pytest.fixture
def hospital(tmp_path: Path, fault: Path) -> Iterator[Hospital]:
    yield from started(tmp_path, program, REPLICAS="patients=2", FAULT=str(fault))


def test_half_of_the_answers_are_500(hospital: Hospital, fault: Path, figures: Figures) -> None:
    retries = hospital.metric("upstream_retries_total", service="patients")
    with hospital.load(lambda _: OWNERS, RATE / 3) as load:
        time.sleep(3)
        fault.touch()
        began = time.monotonic()
        time.sleep(FAULT)
        fault.unlink()
        ended = time.monotonic()
        time.sleep(AFTER)
    retries = hospital.metric("upstream_retries_total", service="patients") - retries
    during = [answer for answer in load.since(began) if answer.sent < ended]
    refused = [answer.sent for answer in during if answer.status == 503 and answer.header("Retry-After")]
    failed = [answer.sent for answer in load.since(ended) if answer.failed]
    figures.at_most("retries", 100 * retries / len(during), 20, "% of the load")
    figures.at_most("breaker opens after", min(refused, default=ended + AFTER) - began, 2, "s")
    figures.at_most("recovers after", max(failed, default=ended) - ended, 15, "s")
    figures.check()
