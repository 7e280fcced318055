"""Point-in-time recovery of a server of its own."""

import asyncio
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from deploy.local.archive import ARCHIVE_SCRIPT, archiving
from deploy.local.database import OWNER, SERVICES, new_passwords, prepare, role_url
from deploy.local.postgres import Postgres, PostgresError
from deploy.local.schemas import migrate
from deploy.operations import pitr

PASSWORDS = new_passwords()
FAST = {"fsync": "off"}


async def execute(server: Postgres, *statements: str) -> object:
    connection = await asyncpg.connect(role_url(server.admin_url, "vetchart_ops", PASSWORDS["vetchart_ops"]))
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()


def clinic(name: str) -> str:
    return f"INSERT INTO auth.clinics VALUES (uuidv7(), 1, '{name}', 'UTC', 'USD', 2, 0, false)"


async def test_a_server_goes_back_to_a_time_and_to_the_end_of_its_archive(tmp_path: Path) -> None:
    server = Postgres.start(tmp_path / "data", settings=FAST | archiving(tmp_path / "pitr"))
    prepare(server.admin_url, PASSWORDS)
    migrate(role_url(server.admin_url, OWNER, PASSWORDS[OWNER]), SERVICES, tmp_path / "migrations.log")
    pitr.base_backup(server.admin_url, tmp_path / "pitr")
    await execute(
        server, clinic("before"), "INSERT INTO auth.signing_keys VALUES ('kid', '{}', '', now(), now())", "SELECT 1"
    )
    await asyncio.sleep(0.01)  # times are compared to the microsecond
    target = str(await execute(server, "SELECT clock_timestamp()"))
    await execute(server, clinic("after"), "SELECT 1")
    admin = await asyncpg.connect(server.admin_url)
    await admin.execute("SELECT pg_switch_wal()")
    await admin.close()
    server.stop()

    for at, names in ((target, ["before"]), (pitr.LATEST, ["after", "before"])):
        data = tmp_path / f"restored-{len(names)}"
        data.with_name(data.name + ".password").write_text((tmp_path / "data.password").read_text())
        restored = pitr.restore(tmp_path / "pitr", data, at, FAST)
        assert await execute(restored, "SELECT array_agg(name ORDER BY name) FROM auth.clinics") == names
        assert await execute(restored, "SELECT epoch FROM patients.feed_epoch") == 2
        assert await execute(restored, "SELECT count(*) FROM auth.signing_keys") == 0
        await execute(restored, clinic("new"), "SELECT 1")
        restored.stop()


@pytest.mark.parametrize(
    ("target", "why"), [("2020-01-01 00:00:00+00", "no base backup"), ("2020-01-01", "time zone"), ("x", "format")]
)
def test_a_time_that_can_not_be_reached_is_refused(tmp_path: Path, target: str, why: str) -> None:
    base = tmp_path / f"base-{datetime.now(UTC):%Y%m%d}"
    base.mkdir()
    (base / "backup_manifest").touch()
    with pytest.raises((PostgresError, ValueError), match=why):
        pitr.restore(tmp_path, tmp_path / "data", target)


def test_a_segment_is_archived_once_and_never_over_another(tmp_path: Path) -> None:
    archived, segment = tmp_path / "archived", tmp_path / "segment"
    codes = []
    for content in ("a", "a", "b"):
        segment.write_text(content)
        codes.append(subprocess.run([ARCHIVE_SCRIPT, segment, archived], check=False).returncode)
    assert (codes, archived.read_text()) == ([0, 0, 1], "a")
