"""More than can be done: what can't be served is refused, the rest is served."""

import time

from deploy.operations.load import Request, peak, percentile
from tests.chaos.hospital import Hospital
from tests.chaos.table import Figures

SEARCH = Request("GET", "/api/search?q=full")  # nothing of it is cached between requests
CONNECTIONS = (4, 8, 16)  # of which the best is the peak: with more, answers don't come sooner
IN_TIME = 1.0  # seconds: after it an answer counts as none
SECONDS = 10


def test_three_times_what_can_be_done(whole: Hospital, figures: Figures) -> None:
    _fill(whole)
    capacity = max(peak(whole.suite.gateway_url, whole.token, SEARCH, each, SECONDS / 2) for each in CONNECTIONS)
    with whole.load(lambda _: SEARCH, 3 * capacity) as load:
        time.sleep(SECONDS)
    good = [answer for answer in load.answers if answer.status == 200 and answer.latency < IN_TIME]
    refused = [answer for answer in load.answers if answer.status in (429, 503)]
    figures.beside("peak", capacity, "answers/s")
    figures.beside("sent", len(load.answers) / SECONDS, "requests/s")
    figures.at_least("goodput", 100 * len(good) / SECONDS / capacity, 80, "% of peak")
    rest = len(load.answers) - len(good) - len(refused)
    figures.at_most("neither answered in time nor refused", 100 * rest / len(load.answers), 1, "%")
    figures.at_most("refused within, p99", 1000 * percentile(refused, 99), 50, "ms")
    figures.check()


def _fill(hospital: Hospital) -> None:
    """So that there is much to find."""
    for number in range(len(hospital.client.get("/api/owners").json()), 500):
        owner = {"firstName": "Full", "lastName": f"Page{number}"}
        assert hospital.client.post("/api/owners", json=owner).status_code == 201
    hospital.sql("VACUUM ANALYZE")  # as autovacuum will have done in a minute
