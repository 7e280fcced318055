"""A worker is stopped, or hangs: its own clinics alone are refused, in time, and the others don't notice."""

import time

from deploy.operations.load import Answer, failures, percentile
from tests.chaos.table import Figures
from tests.citus.cluster import Cluster, answers
from tests.conftest import eventually

RATE = 5.0  # requests a second of each clinic
WORKER = "worker-1"
HUNG = 20.0  # seconds


def _during(those: list[Answer], begun: float, ended: float) -> list[Answer]:
    return [answer for answer in those if begun <= answer.sent < ended]


def test_a_stopped_worker(cluster: Cluster, figures: Figures) -> None:
    mine, others = cluster.of(WORKER), cluster.besides(WORKER)
    with cluster.load(RATE) as loads:
        time.sleep(2)
        begun = time.monotonic()
        cluster.suite.nodes[WORKER].stop("immediate")
        time.sleep(6)
        ended = time.monotonic()
        eventually(lambda: cluster.runs(WORKER))
        back = time.monotonic()
        time.sleep(8)
    refused = _during(answers(loads, mine), begun + 0.5, ended - 0.5)
    figures.none("answers to its clinics but 503", [a.status for a in refused if a.status != 503], len(refused))
    figures.at_most("refused after, p99", 1000 * percentile(refused, 99), 500, "ms")
    those = answers(loads, others)
    figures.none("requests of others that failed", failures(those), len(those))
    late = [a for a in answers(loads, mine) if a.sent > back + 5]
    figures.none("failed 5 s after it is back", failures(late), len(late))
    figures.check()


def test_a_worker_that_hangs(cluster: Cluster, figures: Figures) -> None:
    mine, others = cluster.of(WORKER), cluster.besides(WORKER)
    with cluster.load(RATE) as loads:
        time.sleep(2)
        with cluster.hung(WORKER):
            begun = time.monotonic()
            time.sleep(HUNG)
        ended = time.monotonic()
        time.sleep(8)
    those = _during(answers(loads, others), begun, ended)
    well = 100 * sum(not a.failed for a in those) / len(those)
    figures.at_least("requests of others that were answered well", well, 99, "%")
    figures.beside("of others, p99", 1000 * percentile(those, 99), "ms")
    refused = _during(answers(loads, mine), begun + 5, ended - 5)
    figures.none("answers to its clinics but 503", [a.status for a in refused if a.status != 503], len(refused))
    figures.beside("refused after, p99", 1000 * percentile(refused, 99), "ms")
    late = [a for a in answers(loads, mine) if a.sent > ended + 5]
    figures.none("failed 5 s after it goes on", failures(late), len(late))
    figures.check()
