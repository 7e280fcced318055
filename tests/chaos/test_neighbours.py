"""One clinic's load, slow questions and streams are not another's outage."""

import pytest

from deploy.operations.load import Request, peak
from tests.chaos.hospital import Hospital, read
from tests.chaos.neighbours import Reads, Streams, compare
from tests.chaos.table import Figures

pytestmark = pytest.mark.timeout(400)
OWNERS = "/api/owners?limit=20"


def test_another_clinic_reads_three_times_what_can_be_read(whole: Hospital, figures: Figures) -> None:
    capacity = peak(whole.suite.gateway_url, whole.token, Request("GET", OWNERS), 16, 3)
    figures.beside("peak", capacity, "answers/s")
    compare(whole, Reads(3 * capacity, OWNERS, "/api/patients?limit=20"), figures, read)
    figures.check()


def test_another_clinic_asks_what_takes_long(whole: Hospital, figures: Figures) -> None:
    slow = ("/api/search?q=full", "/api/analytics/patients", "/api/search?q=be", "/api/audit/verify")
    compare(whole, Reads(300, *slow), figures, read)
    figures.check()


def test_another_clinic_opens_streams_to_the_bound(whole: Hospital, figures: Figures) -> None:
    compare(whole, Streams(400), figures, read)
    figures.check()
