"""`make drill`: lose the server under load and get everything back, by both ways. Prints RTO and RPO as Markdown.

A suite of its own in a temporary folder, with its archive beside. While people write through the gateway: a base
backup, a dump, a moment to come back to; then PostgreSQL is killed and its folder counts as lost. Each restored
database is checked against the people's own ledger, by every audit chain, and by a suite that runs on it.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx2 as httpx

from deploy.local.configuration import Secrets
from deploy.local.database import OPERATIONS, SERVICES, prepare, psql, role_url
from deploy.local.postgres import Postgres
from deploy.local.process import ROOT
from deploy.local.suite import Suite
from deploy.local.terminal import Terminal
from deploy.operations import pitr
from deploy.operations.load import LOGIN, LoadDesk, WrittenThing, failures
from deploy.operations.operate import ADMIN, operators_environment
from shared.data.verify_audit import Chain, verify_all

REQUESTS = int(os.environ.get("DRILL_REQUESTS", "800"))  # between two moments of the drill

MOMENT = "to the moment"


class DrillFailed(Exception):
    """Something that should have been restored wasn't."""


@dataclass
class Way:
    """One way back: how long until the suite answered on it, and the acknowledged writes that it doesn't have."""

    name: str
    seconds: float
    rows: int
    lost: list[WrittenThing]
    disaster: datetime

    def line(self) -> str:
        first = min((each.acknowledged for each in self.lost), default=self.disaster)
        rpo = (self.disaster - first).total_seconds()
        lost = f"{rpo:.1f} s, {len(self.lost)} writes"
        return f"| {self.name} | {self.seconds:.1f} s | {lost} | {self.rows} | intact | ended |"


class Drill:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.terminal = Terminal(sys.stdout)
        self.suite = Suite(folder / "var", {**os.environ, "PORT": "0", "WAL_ARCHIVE": "yes"}, terminal=self.terminal)
        self.archive = folder / "var" / "pitr"
        self.written: list[WrittenThing] = []
        self.disaster = self.moment = datetime.now(UTC)
        self.dump = Path()
        self.token = ""  # of a session from before, in the dump and in the archive

    def run(self) -> list[Way]:
        self.suite.start()
        try:
            self._until_the_disaster()
        finally:
            self.suite.stop()
        return [
            self._way("dump, on another server", self._restore_dump, lambda w: w.acknowledged < self.dumped_at()),
            self._way(MOMENT, self._restore_moment, lambda w: w.acknowledged < self.moment),
            self._way("to the end of the archive", self._restore_latest, lambda _: False),
        ]

    def dumped_at(self) -> datetime:
        """The dump's snapshot, as its manifest says."""
        first = self.dump.with_suffix(".manifest").read_text().splitlines()[0]
        return datetime.fromisoformat(first.removeprefix("# as of "))

    def _until_the_disaster(self) -> None:
        server = self.suite.postgres
        if server is None:
            raise DrillFailed("the drill makes a PostgreSQL of its own: unset DATABASE_URL")
        self.token = _log_in(self.suite)
        with LoadDesk(self.suite.gateway_url) as desk:
            self._back_up(server, desk)
            self.disaster = datetime.now(UTC)
            server.kill()
        self.written = desk.written()
        self.terminal.line(f"  PostgreSQL killed after {len(desk.answers)} requests, {len(self.written)} writes")

    def _back_up(self, server: Postgres, desk: LoadDesk) -> None:
        desk.wait_for(REQUESTS)
        with self.terminal.step("base backup under load"):
            pitr.base_backup(server.admin_url, self.archive)
        desk.wait_for(REQUESTS)
        with self.terminal.step("dump under load"):
            self.dump = Path(self._operate(server, OPERATIONS, "scripts/db-backup.sh", "backups"))
        desk.wait_for(REQUESTS)
        self.moment = datetime.now(UTC)
        with self.terminal.step("the moment's WAL goes to the archive"):
            _wait_until_archived(server)
        desk.wait_for(REQUESTS)
        if failed := failures(desk.answers):
            raise DrillFailed(f"requests failed while backups were taken: {failed[:3]}")

    def _way(self, name: str, restore: Callable[[], Postgres], must_have: Callable[[WrittenThing], bool]) -> Way:
        started = time.monotonic()
        with self.terminal.step(name):
            server = restore()
            try:
                self._answers(server)
                seconds = time.monotonic() - started
                return self._checked(name, seconds, server, must_have)
            finally:
                server.stop()

    def _checked(self, name: str, seconds: float, server: Postgres, must_have: Callable[[WrittenThing], bool]) -> Way:
        kept = Secrets.load_or_create(self.suite.var / "secrets.json")
        url = role_url(server.admin_url, OPERATIONS, kept.passwords[OPERATIONS])
        there, rows, chains = asyncio.run(_look(url))
        if not all(chain.found.intact for chain in chains):
            raise DrillFailed(f"{name}: an audit chain is broken")
        lost = [each for each in self.written if each.id not in there]
        if missing := [each for each in lost if must_have(each)]:
            raise DrillFailed(f"{name}: {len(missing)} writes from before it are missing")
        early = [each for each in self.written if each.sent > self.moment and each.id in there]
        if early and name == MOMENT:
            raise DrillFailed(f"{name}: {len(early)} writes from after it are there")
        return Way(name, seconds, rows, lost, self.disaster)

    def _restore_dump(self) -> Postgres:
        server = Postgres.start(self.folder / "elsewhere" / "data")
        prepare(server.admin_url, Secrets.load_or_create(self.suite.var / "secrets.json").passwords)
        self._operate(server, ADMIN, "scripts/db-restore.sh", str(self.dump), "--force")
        return server

    def _restore_moment(self) -> Postgres:
        return self._recover("moment", self.moment.isoformat())

    def _restore_latest(self) -> Postgres:
        return self._recover("latest", pitr.LATEST)

    def _recover(self, name: str, target: str) -> Postgres:
        data = self.folder / name / "data"
        data.parent.mkdir()
        shutil.copy(self.suite.var / "postgres" / "data.password", data.with_name("data.password"))
        return pitr.restore(self.archive, data, target)

    def _answers(self, server: Postgres) -> None:
        """The suite runs on it with the same secrets: people can log in and read, and have to."""
        var = server.data.parent / "var"
        var.mkdir()
        shutil.copy(self.suite.var / "secrets.json", var)
        suite = Suite(var, {**os.environ, "PORT": "0", "DATABASE_URL": server.admin_url})
        suite.start()
        try:
            if _read(suite, self.token) != 401:
                raise DrillFailed("a session from before the restore goes on")
            if _read(suite, _log_in(suite)) != 200:
                raise DrillFailed("nobody can read")
        finally:
            suite.stop()

    def _operate(self, server: Postgres, role: str, *command: str) -> str:
        """The last line of what the script said."""
        kept = Secrets.load_or_create(self.suite.var / "secrets.json")
        env = operators_environment(role, os.environ, server.admin_url, kept)
        script, *options = command
        done = subprocess.run(
            [ROOT / script, *options], check=False, cwd=self.folder, env=env, capture_output=True, text=True
        )
        if done.returncode:
            raise DrillFailed(f"{script}: {done.stderr.strip()}")
        return str(self.folder / done.stdout.splitlines()[-1])


def _log_in(suite: Suite) -> str:
    login = httpx.post(f"{suite.gateway_url}/api/auth/login", json=LOGIN, timeout=20).raise_for_status()
    return str(login.json()["token"])


def _read(suite: Suite, token: str) -> int:
    bearer = {"Authorization": f"Bearer {token}"}
    return httpx.get(f"{suite.gateway_url}/api/owners", headers=bearer, timeout=20).status_code


def _wait_until_archived(server: Postgres) -> None:
    """All that is committed now: the archive's timeout bounds how long that takes."""
    segment = psql(server.admin_url, "--command=SELECT pg_walfile_name(pg_current_wal_lsn())").stdout.strip()
    query = f"--command=SELECT last_archived_wal >= '{segment}' FROM pg_stat_archiver"  # noqa: S608  # the server's own
    while psql(server.admin_url, query).stdout.strip() != "t":
        time.sleep(0.2)


async def _look(url: str) -> tuple[set[str], int, list[Chain]]:
    """The owners that are there, how many rows there are in all, and the audit chains."""
    connection = await asyncpg.connect(url)
    there = {str(row[0]) for row in await connection.fetch("SELECT id FROM patients.owners")}
    tables = await connection.fetch("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY($1)", SERVICES)
    counts = [await connection.fetchval(f'SELECT count(*) FROM {schema}."{table}"') for schema, table in tables]  # noqa: S608
    await connection.close()
    return there, sum(counts), await verify_all(url)


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="vetchart-drill-"))
    try:
        ways = Drill(folder).run()
    except DrillFailed as error:
        print(f"The drill failed: {error}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n| way back | RTO | RPO | rows | audit | sessions |\n|---|---|---|---|---|---|")
    print("\n".join(way.line() for way in ways))
    return 0


if __name__ == "__main__":
    sys.exit(main())
