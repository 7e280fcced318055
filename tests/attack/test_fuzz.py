"""Bodies and messages that nobody wrote, for as long as FUZZ_SECONDS says."""

import os
from collections.abc import Callable

import httpx2 as httpx

from tests.chaos.hospital import Hospital
from tests.chaos.table import Figures
from tests.fuzzing import HttpMessages, JsonBodies, for_seconds

LogIn = Callable[[str], httpx.Client]
SECONDS = float(os.environ.get("FUZZ_SECONDS") or 60) / 2  # for each


def test_json_bodies_that_nobody_wrote(log_in: LogIn, figures: Figures) -> None:
    bodies = JsonBodies(log_in("admin@vetchart.com"))
    for_seconds(SECONDS, *bodies.tests())
    stored = bodies.statuses.get(200, 0) + bodies.statuses.get(201, 0)
    figures.beside("refused as they must be", sum(bodies.statuses.values()) - stored, "")
    figures.at_least("stored, and read as they were told", stored, 1, "")
    figures.check()


def test_http_messages_that_nobody_wrote(whole: Hospital, figures: Figures) -> None:
    messages = HttpMessages(whole.suite.gateway_url)
    for_seconds(SECONDS, *messages.tests())
    figures.at_least("answered as they must be", messages.sent, 1, "")
    figures.check()
