"""Each node is killed under writes: no change without its event, no event without its change, nothing acknowledged is
lost; and while a worker is away, the others' clinics are answered and their news go on."""

import asyncio
import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self
from urllib.parse import urlsplit

import asyncpg
import httpx2 as httpx
import pytest

from deploy.local.database import DATABASE
from deploy.operations.load import failures
from tests.chaos.table import Figures
from tests.citus.cluster import Clinic, Cluster, answers
from tests.conftest import eventually

RATE = 5.0  # requests a second of each clinic
KILLS = 10
COORDINATOR = "postgres"
OWNERS = "SELECT id::text FROM patients.owners WHERE clinic_id = ANY ('{{{}}}'::uuid[])"
COPIES = "SELECT id::text FROM billing.copies WHERE kind = 'owner' AND clinic_id = ANY ('{{{}}}'::uuid[])"
EVENTS = """SELECT subject::text FROM patients.audit
    WHERE kind = 'owner' AND version IS NOT NULL AND clinic_id = ANY ('{{{}}}'::uuid[])"""
BEHIND = """SELECT coalesce(max(extract(epoch FROM clock_timestamp() - created_at)), 0) FROM patients.owners AS o
    WHERE clinic_id = ANY ('{{{}}}'::uuid[]) AND NOT EXISTS (
        SELECT FROM billing.copies AS c WHERE c.clinic_id = o.clinic_id AND c.kind = 'owner' AND c.id = o.id)"""


def _of(clinics: list[Clinic], sql: str) -> str:
    return sql.format(",".join(clinic.id for clinic in clinics))


class Lag:
    """The age of the oldest owner that billing hasn't heard of, looked at again and again."""

    def __init__(self, cluster: Cluster, clinics: list[Clinic]) -> None:
        url = urlsplit(cluster.suite.nodes[COORDINATOR].admin_url)._replace(path=f"/{DATABASE}").geturl()
        self.seen: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._look(url, _of(clinics, BEHIND))))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    async def _look(self, url: str, sql: str) -> None:
        connection = await asyncpg.connect(url)
        while not self._over.is_set():
            self.seen.append(float(await connection.fetchval(sql)))
            await asyncio.sleep(0.05)
        await connection.close()


@contextmanager
def _commits_together(cluster: Cluster) -> Iterator[None]:
    """With a pause in which a commit at one node can be there, and not yet at another."""
    for node in cluster.suite.nodes:
        cluster.sql("ALTER SYSTEM SET commit_delay = 20000", node)
        cluster.sql("ALTER SYSTEM SET commit_siblings = 0", node)
        cluster.sql("SELECT pg_reload_conf()", node)
    yield
    for node in cluster.suite.nodes:
        cluster.sql("ALTER SYSTEM RESET commit_delay", node)
        cluster.sql("SELECT pg_reload_conf()", node)


def _kill(cluster: Cluster, node: str) -> None:
    time.sleep(random.uniform(0.5, 1.5))
    cluster.suite.nodes[node].stop("immediate")
    eventually(lambda: cluster.runs(node))
    if node == COORDINATOR:
        eventually(lambda: httpx.get(f"{cluster.suite.gateway_url}/api/db/health").status_code == 200)


@pytest.mark.parametrize("node", [COORDINATOR, "worker-1", "worker-2"])
def test_a_node_killed_again_and_again(cluster: Cluster, figures: Figures, node: str) -> None:
    others = cluster.besides(node) if node != COORDINATOR else []
    with _commits_together(cluster), cluster.load(RATE) as loads:
        for _ in range(KILLS):
            _kill(cluster, node)
        time.sleep(3)
    owners = set(cluster.sql(_of(cluster.clinics, OWNERS)))
    eventually(lambda: owners <= set(cluster.sql(_of(cluster.clinics, COPIES))))
    copies = set(cluster.sql(_of(cluster.clinics, COPIES)))
    made = {json.loads(a.body)["id"] for a in answers(loads, cluster.clinics) if a.status == 201}
    events = set(cluster.sql(_of(cluster.clinics, EVENTS)))
    figures.none("changes without an event", sorted(owners - events), len(owners))
    figures.none("events without a change", sorted(events - owners), len(events))
    figures.none("copies of what isn't there", sorted(copies - owners), len(owners))
    figures.none("acknowledged owners lost", sorted(made - owners), len(made))
    if others:
        those = answers(loads, others)
        figures.none("requests of others that failed", failures(those), len(those))
    figures.check()


def test_news_of_others_while_a_worker_is_away(cluster: Cluster, figures: Figures) -> None:
    with cluster.load(RATE), Lag(cluster, cluster.besides("worker-1")) as lag:
        time.sleep(2)
        cluster.suite.nodes["worker-1"].stop("immediate")
        time.sleep(10)
        eventually(lambda: cluster.runs("worker-1"))
        time.sleep(2)
    figures.at_most("age of the oldest change that a follower hasn't heard of", max(lag.seen), 1, "s")
    figures.check()
