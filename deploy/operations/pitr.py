"""Point-in-time recovery by PostgreSQL's own tools: WAL is archived all the time, a base backup is its beginning.

`python -m deploy.operations.pitr base` beside a `make run` that was started with WAL_ARCHIVE=yes, and
`python -m deploy.operations.pitr restore "2026-07-01 12:00:00+00"` (or `latest`) when it is stopped.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from deploy.local.archive import archiving
from deploy.local.database import DATABASE, SERVICES, psql
from deploy.local.postgres import Postgres, PostgresError, binary, running_admin_url
from deploy.local.process import ROOT
from deploy.local.run import VAR

LATEST = "latest"
END_SESSIONS = ROOT / "services" / "auth" / "end_sessions.sql"
PROMOTION_TIMEOUT = 3600  # seconds


def base_backup(admin_url: str, folder: Path) -> Path:
    """A copy of the whole running server, verified. Raises PostgresError."""
    base = folder / f"base-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    unfinished = base.with_suffix(".unfinished")
    parts = urlsplit(admin_url)
    address = ["--host", str(parts.hostname), "--port", str(parts.port), "--username", str(parts.username)]
    options = ["--pgdata", str(unfinished), "--checkpoint=fast", "--wal-method=stream", "--no-password"]
    _run("pg_basebackup", *address, *options, PGPASSWORD=unquote(parts.password or ""))
    _run("pg_verifybackup", "--quiet", str(unfinished))
    unfinished.rename(base)
    return base


def restore(folder: Path, data: Path, target: str, settings: Mapping[str, str] | None = None) -> Postgres:
    """A server on the new folder `data` as it was at `target`, with the feeds' epoch raised and all sessions ended.

    Raises PostgresError.
    """
    shutil.copytree(_base_before(folder, target), data)
    data.chmod(0o700)
    (data / "recovery.signal").touch()
    recovery = {"restore_command": f'cp "{folder.absolute()}/wal/%f" "%p"', "recovery_target_action": "promote"}
    recovery |= {} if target == LATEST else {"recovery_target_time": target}
    server = Postgres.start(data, settings={**(settings or {}), **recovery})
    try:
        _wait_for_promotion(server)
        _begin_anew(server)
    except BaseException:
        server.stop()
        raise
    return server


def _base_before(folder: Path, target: str) -> Path:
    """The newest that was finished before the time: its WAL is the shortest way there."""
    bases = sorted(base for base in folder.glob("base-*") if base.suffix != ".unfinished")
    if target != LATEST:
        at = datetime.fromisoformat(target)
        if at.tzinfo is None:
            raise PostgresError(f"{target} needs its time zone, as in 2026-07-01 12:00:00+00")
        bases = [base for base in bases if (base / "backup_manifest").stat().st_mtime < at.timestamp()]
    if not bases:
        raise PostgresError(f"{folder} has no base backup from before {target}")
    return bases[-1]


def _wait_for_promotion(server: Postgres) -> None:
    """It answers reads before; whoever writes must wait for this."""
    deadline = time.monotonic() + PROMOTION_TIMEOUT
    while psql(server.admin_url, "--command=SELECT pg_is_in_recovery()").stdout.strip() != "f":
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise PostgresError(f"The recovery did not end; the log is {server.data.with_suffix('.log')}")
        time.sleep(0.1)


def _begin_anew(server: Postgres) -> None:
    """Revisions of copies grow on, and everybody who had logged in starts anew. What a chain lost since then, its
    followers see by themselves."""
    url = urlsplit(server.admin_url)._replace(path=f"/{DATABASE}").geturl()
    commands = [f"--command=UPDATE {service}.feed_epoch SET epoch = epoch + 1" for service in SERVICES]  # noqa: S608  # ours
    result = psql(url, "--set=ON_ERROR_STOP=1", *commands, f"--file={END_SESSIONS}")
    if result.returncode:
        raise PostgresError(f"The feeds' epoch could not be raised, or the sessions not ended: {result.stderr.strip()}")


def _run(program: str, *options: str, **environment: str) -> None:
    result = subprocess.run(
        [binary(program), *options], check=False, env=os.environ | environment, capture_output=True, text=True
    )
    if result.returncode:
        raise PostgresError(f"{program} failed: {result.stderr.strip()}")


def _replace_data(var: Path, target: str) -> str:
    """The suite's data as it was at the time; what was there is kept beside. Says where."""
    data = var / "postgres" / "data"
    if data.exists():
        try:
            running_admin_url(data)
        except PostgresError:
            pass
        else:
            raise PostgresError("VetChart runs here: stop it first with Ctrl-C.")
    restored = data.with_name("data.restored")
    shutil.rmtree(restored, ignore_errors=True)
    shutil.copy(data.with_name("data.password"), data.with_name("data.restored.password"))
    restore(var / "pitr", restored, target, archiving(var / "pitr")).stop()
    before = data.with_name(f"data.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    data.rename(before)
    restored.rename(data)
    for name in ("data.restored.password", "data.restored.log"):
        data.with_name(name).unlink()
    return f"{data} is as of {target}; what was there is in {before}. `make run` goes on with it."


def main(arguments: list[str], var: Path = VAR) -> None:
    try:
        match arguments:
            case ["base"]:
                print(base_backup(running_admin_url(var / "postgres" / "data"), var / "pitr"))
            case ["restore", target]:
                print(_replace_data(var, target))
            case _:
                sys.exit("usage: python -m deploy.operations.pitr base | restore TIME | restore latest")
    except (PostgresError, ValueError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
