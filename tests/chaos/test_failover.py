"""The primary is lost and its standby promoted: both are hosts of DATABASE_URL, and nothing is restarted."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.local import database
from deploy.local.configuration import Secrets
from deploy.local.database import SERVICES, psql
from deploy.local.postgres import Postgres
from deploy.local.schemas import migrate
from deploy.operations import pitr
from deploy.operations.load import failures
from tests.chaos.hospital import RATE, Hospital, Ledger, started
from tests.chaos.table import Figures

Pair = tuple[Hospital, Postgres, Postgres]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """A hospital with its primary and its standby."""
    kept = Secrets.load_or_create(tmp_path / "var" / "secrets.json")
    primary = Postgres.start(tmp_path / "a" / "data")
    database.prepare(primary.admin_url, kept.passwords)
    owner = database.role_url(primary.admin_url, database.OWNER, kept.passwords[database.OWNER])
    migrate(owner, SERVICES, tmp_path / "migrations.log")
    standby = _standby_of(primary, tmp_path)
    url = primary.admin_url.replace(f":{primary.port}/", f":{primary.port},127.0.0.1:{standby.port}/")
    for hospital in started(tmp_path, DATABASE_URL=url):
        yield hospital, primary, standby
    primary.stop()
    standby.stop()


def _standby_of(primary: Postgres, folder: Path) -> Postgres:
    data = folder / "b" / "data"
    data.parent.mkdir()
    pitr.base_backup(primary.admin_url, folder / "base").rename(data)
    shutil.copy(primary.data.with_name("data.password"), data.with_name("data.password"))
    (data / "standby.signal").touch()
    url = urlsplit(primary.admin_url)
    info = f"host={url.hostname} port={url.port} user={url.username} password={url.password}"
    return Postgres.start(data, settings={"primary_conninfo": info})


def test_failover_to_a_standby(pair: Pair, figures: Figures) -> None:
    hospital, primary, standby = pair
    ledger = Ledger(hospital, one_in=3)
    pids = [process.pid for process in hospital.suite.processes.values()]
    with hospital.load(ledger.make, RATE / 5) as load:
        time.sleep(3)
        primary.kill()
        time.sleep(2)
        assert psql(standby.admin_url, "--command=SELECT pg_promote()").stdout == "t\n"
        promoted = time.monotonic()
        time.sleep(8)
    refused = [answer for answer in load.answers if answer.failed]
    other = [answer for answer in refused if answer.status != 503 or not answer.header("Retry-After")]
    figures.none("refused otherwise than by 503 with Retry-After", failures(other), len(refused))
    figures.at_most("writes and reads back after", max(a.sent for a in refused) - promoted, 5, "s")
    figures.none("processes that ended", [p for p in hospital.suite.processes.values() if p.pid not in pids], len(pids))
    figures.check()
