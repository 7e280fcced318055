"""`make rolling`: a rolling restart and a migration both ways, under load, in which no request fails.

A suite of its own with two replicas of each service: each replica is stopped by SIGTERM and started again, then a
migration goes forwards and back. Both ways are expand and contract: what the running code needs is there all the time.
"""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg

from deploy.local.configuration import GATEWAY, Secrets
from deploy.local.database import OWNER, SERVICES, role_url
from deploy.local.process import Process
from deploy.local.suite import Suite
from deploy.local.terminal import Terminal
from deploy.operations.load import LoadDesk, failures

# What a release that adds a field does to a table in use: nothing rewrites it, and no lock lasts longer than a blink.
EXPAND = (
    "ALTER TABLE patients.owners ADD COLUMN preferred_name text",
    "ALTER TABLE patients.owners ADD CONSTRAINT owners_preferred_name_check CHECK (preferred_name <> '') NOT VALID",
    "ALTER TABLE patients.owners VALIDATE CONSTRAINT owners_preferred_name_check",
    "CREATE INDEX CONCURRENTLY owners_preferred_name_idx ON patients.owners (clinic_id, preferred_name)",
)
CONTRACT = (
    "DROP INDEX CONCURRENTLY patients.owners_preferred_name_idx",
    "ALTER TABLE patients.owners DROP CONSTRAINT owners_preferred_name_check",
    "ALTER TABLE patients.owners DROP COLUMN preferred_name",
)
LOCK_TIMEOUT = "100ms"  # who waits for a lock makes everyone behind wait, too: give up and try again
ATTEMPTS = 100
STOP_TIMEOUT = 30.0  # seconds
# A new replica has its connections before it says that it's ready: on a busy machine making one takes longer than the
# 0.4 s that a request waits for it.
POOL = {"DB_POOL_MIN": "5"}
REQUESTS = int(os.environ.get("ROLLING_REQUESTS", "100"))  # after each step


def restart(suite: Suite, process: Process) -> None:
    """As a deployment does: asked to end, waited for, started again, waited for."""
    process.signal(signal.SIGTERM)
    process.wait_until(time.monotonic() + STOP_TIMEOUT)
    process.start()
    while process.why_not_ready():
        suite.tend()
        time.sleep(0.1)


async def migrate(url: str, statements: tuple[str, ...]) -> None:
    """As the owner, each statement on its own: CONCURRENTLY knows no transaction."""
    connection = await asyncpg.connect(url, server_settings={"lock_timeout": LOCK_TIMEOUT})
    try:
        for statement in statements:
            await _until_unlocked(connection, statement)
    finally:
        await connection.close()


async def _until_unlocked(connection: asyncpg.Connection, statement: str) -> None:
    concurrently = "CONCURRENTLY" in statement
    # It waits for other transactions without keeping anyone: half an index would have to be dropped first.
    await connection.execute(f"SET lock_timeout = '{0 if concurrently else LOCK_TIMEOUT}'")
    for attempt in range(ATTEMPTS):
        try:
            await connection.execute(statement)
        except asyncpg.LockNotAvailableError:
            await asyncio.sleep(0.05 * (attempt + 1))
        else:
            return
    raise TimeoutError(f"no lock for: {statement}")


def roll(suite: Suite, terminal: Terminal) -> LoadDesk:
    kept = Secrets.load_or_create(suite.var / "secrets.json")
    assert suite.postgres  # noqa: S101  # `main` gives it no DATABASE_URL
    url = role_url(suite.postgres.admin_url, OWNER, kept.passwords[OWNER])
    with LoadDesk(suite.gateway_url) as desk:
        desk.wait_for(REQUESTS)
        for process in (each for each in suite.processes.values() if each.name != GATEWAY):
            _step(terminal, desk, f"restart of {process.name}", lambda process=process: restart(suite, process))  # type: ignore[misc]
        _step(terminal, desk, "migration", lambda: asyncio.run(migrate(url, EXPAND)))
        _step(terminal, desk, "migration back", lambda: asyncio.run(migrate(url, CONTRACT)))
    return desk


def _step(terminal: Terminal, desk: LoadDesk, name: str, action: Callable[[], None]) -> None:
    before = len(desk.answers)
    action()
    desk.wait_for(REQUESTS)
    answers = desk.answers[before:]
    terminal.line(f"  {name}: {len(answers)} requests, {len(failures(answers))} failed")


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="vetchart-rolling-"))
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    replicas = ",".join(f"{service}=2" for service in SERVICES)
    terminal = Terminal(sys.stdout)
    environment |= {"PORT": "0", "REPLICAS": replicas, **POOL}
    suite = Suite(folder / "var", environment, terminal=terminal)
    try:
        suite.start()
        desk = roll(suite, terminal)
    finally:
        suite.stop()
        shutil.rmtree(folder, ignore_errors=True)
    failed = failures(desk.answers)
    print(f"{len(desk.answers)} requests ({len(desk.written())} writes), {len(failed)} failed")
    for failure in failed[:10]:
        print(f"  {failure}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
