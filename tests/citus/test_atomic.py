"""The coordinator is killed under writes of both kinds, a clinic's rows and its own: there is never one without the
other, and what was acknowledged is there."""

import json
import random
import time
from itertools import count

import httpx2 as httpx

from deploy.operations.load import Load, Request
from tests.chaos.table import Figures
from tests.citus.cluster import PASSWORD, Clinic, Cluster
from tests.conftest import eventually

RATE = 4.0  # new users a second of each clinic
KILLS = 5
_numbers = count()


def _new_user(_: int) -> Request:
    name = f"user-{next(_numbers)}-{random.getrandbits(32):x}"
    user = {"username": name, "email": f"{name}@example.com", "firstName": "Jo", "lastName": "Day"}
    return Request("POST", "/api/users", json.dumps({**user, "roles": ["staff"], "password": PASSWORD}).encode())


def _kill(cluster: Cluster) -> None:
    time.sleep(random.uniform(1, 2))
    cluster.suite.nodes["postgres"].stop("immediate")
    eventually(lambda: cluster.runs("postgres"))
    eventually(lambda: httpx.get(f"{cluster.suite.gateway_url}/api/db/health").status_code == 200)


def _killed_under(cluster: Cluster, clinics: list[Clinic]) -> list[Load]:
    loads = [Load(cluster.suite.gateway_url, clinic.token, RATE, _new_user) for clinic in clinics]
    for load in loads:
        load.__enter__()
    for _ in range(KILLS):
        _kill(cluster)
    for load in loads:
        load.__exit__()
    return loads


def test_a_user_and_its_login(cluster: Cluster, figures: Figures) -> None:
    loads = _killed_under(cluster, cluster.clinics[:4])
    cluster.sql("SELECT recover_prepared_transactions()")
    users = set(cluster.sql("SELECT id FROM auth.users"))
    named = set(cluster.sql("SELECT DISTINCT user_id FROM auth.logins"))
    made = {json.loads(answer.body)["id"] for load in loads for answer in load.answers if answer.status == 201}
    failed = [answer for load in loads for answer in load.answers if answer.failed]
    figures.beside("users made", len(made), "")
    figures.beside("requests refused meanwhile", len(failed), "")
    figures.none("users without a login", sorted(users - named), len(users))
    figures.none("logins without a user", sorted(named - users), len(named))
    figures.none("acknowledged users lost", sorted(made - users), len(made))
    figures.none("transactions left prepared", _prepared(cluster), len(users))
    figures.check()


def _prepared(cluster: Cluster) -> list[str]:
    return [each for node in cluster.suite.nodes for each in cluster.sql("SELECT gid FROM pg_prepared_xacts", node)]
