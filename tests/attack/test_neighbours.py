"""One clinic floods the suite with what takes long, with faults and streams; another reads and must not notice."""

import pytest

from tests.chaos import neighbours
from tests.chaos.hospital import Hospital, read
from tests.chaos.table import Figures

FLOOD = 300.0  # requests a second
PATHS = (
    "/api/owners?limit=500", "/api/search?q=full", "/api/audit/verify", "/api/analytics/revenue?to=0001-01-01",
    f"/api/audit?limit={'9' * 5000}", "/api/patients?limit=500",
)  # fmt: skip
STREAMS = 400


@pytest.fixture(autouse=True)
def _one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """`make chaos` has more."""
    monkeypatch.setattr(neighbours, "ROUNDS", 1)


def test_another_clinic_floods(whole: Hospital, figures: Figures) -> None:
    neighbours.compare(whole, neighbours.Reads(FLOOD, *PATHS), figures, read)
    figures.check()


def test_another_clinic_opens_streams(whole: Hospital, figures: Figures) -> None:
    neighbours.compare(whole, neighbours.Streams(STREAMS), figures, read)
    figures.check()
