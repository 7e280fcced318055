"""scripts/db-backup.sh and scripts/db-restore.sh, as an operator calls them, on servers of their own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local import database
from deploy.local.database import OPERATIONS, SERVICES, new_passwords, prepare, role_url
from deploy.local.postgres import Postgres, binary
from deploy.local.process import ROOT
from deploy.local.schemas import migrate

pytestmark = pytest.mark.xdist_group("backup")
PASSWORDS = new_passwords()
CLINIC = "00000000-0000-7000-8000-000000000001"
CHANGE = f"SELECT billing.append_audit('{CLINIC}', NULL, '', '', 'bill.created', 'bill', uuidv7(), '{{}}')"

USER = f"'{CLINIC}', '00000000-0000-7000-8000-000000000002'"
SIGNED_IN = f"""
TRUNCATE billing.audit, billing.audit_heads;
INSERT INTO auth.clinics VALUES ('{CLINIC}', 1, 'C', 'UTC', 'USD', 2, 0, false);
INSERT INTO auth.users (clinic_id, id, username, email, first_name, last_name, roles, password_hash)
    VALUES ({USER}, 'ann', 'ann', 'A', 'B', '{{admin}}', 'x');
INSERT INTO auth.sessions (clinic_id, user_id, id, expires_at, user_agent, address, cookie)
    VALUES ({USER}, uuidv7(), 'infinity', '', '', true);
INSERT INTO auth.second_factors (clinic_id, user_id, sealed, confirmed_at) VALUES ({USER}, '', now());
INSERT INTO auth.recovery_codes VALUES ({USER}, 'x');
INSERT INTO auth.one_time_tokens VALUES ({USER}, 'password-reset', 'x', 'infinity');
INSERT INTO auth.refresh_tokens VALUES ('x', '{CLINIC}', uuidv7(), 'infinity');
INSERT INTO auth.signing_keys VALUES ('kid', '{{}}', 'x', now(), now()); SELECT 1"""  # ours


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    folder = tmp_path_factory.mktemp("backup")
    server = Postgres.start(folder / "data", settings={"fsync": "off"})
    prepare(server.admin_url, PASSWORDS)
    migrate(role_url(server.admin_url, database.OWNER, PASSWORDS[database.OWNER]), SERVICES, folder / "migrations.log")
    yield server
    server.stop()


@pytest.fixture
async def backup(server: Postgres, tmp_path: Path) -> Path:
    """Of a database with three changes."""
    await execute(server, f"TRUNCATE billing.audit, billing.audit_heads; {CHANGE}; {CHANGE}; {CHANGE}")
    return backed_up(server, tmp_path)


def run(server: Postgres, role: str, *command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    url = role_url(server.admin_url, role, PASSWORDS[role]) if role in PASSWORDS else server.admin_url
    path = f"{Path(binary('psql')).parent}:{os.environ['PATH']}"
    env = os.environ | {"DATABASE_URL": url, "PATH": path, "PYTHON": sys.executable} | environment
    return subprocess.run(command, check=False, cwd=ROOT, env=env, capture_output=True, text=True)


def backed_up(server: Postgres, folder: Path, **environment: str) -> Path:
    done = run(server, OPERATIONS, "scripts/db-backup.sh", str(folder), **environment)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def restored(server: Postgres, *options: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return run(server, "admin", "scripts/db-restore.sh", *options, **environment)


async def execute(server: Postgres, sql: str) -> object:
    """The first value of the last statement."""
    url = role_url(server.admin_url, OPERATIONS, PASSWORDS[OPERATIONS])
    connection = await asyncpg.connect(url, server_settings={"search_path": "billing"})
    try:
        *before, last = sql.split("; ")
        for statement in before:
            await connection.execute(statement)
        return await connection.fetchval(last)
    finally:
        await connection.close()


async def changes(server: Postgres) -> object:
    return await execute(server, "SELECT count(*) FROM billing.audit")


class TestBackup:
    def test_has_a_manifest_and_checksums_for_its_owner_alone(self, backup: Path) -> None:
        files = sorted(backup.parent.iterdir())
        assert [file.suffix for file in files] == [".dump", ".manifest", ".sha256"]
        assert {file.stat().st_mode & 0o077 for file in files} == {0}
        assert "billing.audit|3" in files[1].read_text().splitlines()

    def test_tells_prometheus_when(self, server: Postgres, tmp_path: Path) -> None:
        backed_up(server, tmp_path / "backups", METRICS_FILE=str(tmp_path / "vetchart.prom"))
        lines = dict(line.rsplit(" ", 1) for line in (tmp_path / "vetchart.prom").read_text().splitlines())
        assert float(lines["backup_last_success_timestamp_seconds"]) > 1.7e9

    def test_deletes_those_that_are_too_old_and_nothing_else(self, server: Postgres, tmp_path: Path) -> None:
        old = [tmp_path / "vetchart-20200101T000000Z.dump", tmp_path / "notes.txt"]
        for file in old:
            file.touch()
            os.utime(file, (0, 0))
        backed_up(server, tmp_path)
        assert [file.exists() for file in old] == [False, True]

    def test_that_fails_leaves_nothing_and_deletes_nothing(self, server: Postgres, tmp_path: Path) -> None:
        old = tmp_path / "vetchart-20200101T000000Z.dump"
        old.touch()
        os.utime(old, (0, 0))
        done = run(server, "auth_svc", "scripts/db-backup.sh", str(tmp_path))
        assert done.returncode != 0
        assert list(tmp_path.iterdir()) == [old]


class TestRestore:
    async def test_refuses_to_overwrite(self, server: Postgres, backup: Path) -> None:
        await execute(server, CHANGE)
        done = restored(server, str(backup))
        assert (done.returncode, "--force" in done.stderr) == (1, True)
        assert await changes(server) == 4

    async def test_puts_the_backup_in_place_and_keeps_what_was_there(self, server: Postgres, backup: Path) -> None:
        await execute(server, CHANGE)
        epoch = await execute(server, "SELECT epoch FROM auth.feed_epoch")
        done = restored(server, str(backup), "--force")
        assert done.returncode == 0, done.stderr
        assert await changes(server) == 3
        assert await execute(server, "SELECT epoch FROM auth.feed_epoch") == int(str(epoch)) + 1
        before = "SELECT count(*) FROM pg_database WHERE datname LIKE 'vetchart_before_%'"
        assert await execute(server, before) == 1

    async def test_a_service_works_on_it_as_before(self, server: Postgres, backup: Path) -> None:
        assert restored(server, str(backup), "--force").returncode == 0
        billing = await asyncpg.connect(role_url(server.admin_url, "billing_svc", PASSWORDS["billing_svc"]))
        await billing.execute(f"SET app.clinic_id = '{CLINIC}'; {CHANGE}")
        assert await billing.fetchval("SELECT count(*) FROM audit") == 4
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await billing.execute("DELETE FROM audit")
        assert await billing.fetchval("SHOW statement_timeout") == "5s"
        await billing.close()

    async def test_ends_all_sessions_and_what_was_used_up_since(self, server: Postgres, tmp_path: Path) -> None:
        await execute(server, SIGNED_IN)
        backup = backed_up(server, tmp_path)
        await execute(server, "UPDATE auth.users SET disabled = true, roles = '{staff}'; SELECT 1")
        done = restored(server, str(backup), "--force")
        assert "ann|staff|disabled" in done.stdout  # to be looked after by hand
        assert await execute(server, "SELECT disabled FROM auth.users") is True
        assert await execute(server, "SELECT action FROM auth.audit") == "user.disabled"
        assert await execute(server, "SELECT count(*) FROM auth.sessions WHERE ended_at IS NULL") == 0
        assert (
            await execute(server, "SELECT last_step > extract(epoch FROM now()) / 30 FROM auth.second_factors") is True
        )
        for gone in ("signing_keys", "refresh_tokens", "one_time_tokens", "recovery_codes"):
            assert await execute(server, f"SELECT count(*) FROM auth.{gone}") == 0

    async def test_on_another_server(self, backup: Path, tmp_path: Path) -> None:
        other = Postgres.start(tmp_path / "data", settings={"fsync": "off"})
        prepare(other.admin_url, PASSWORDS)
        done = restored(other, str(backup), "--force")
        assert done.returncode == 0, done.stderr
        assert await changes(other) == 3
        other.stop()

    async def test_by_an_administrator_who_is_no_superuser(self, backup: Path, tmp_path: Path) -> None:
        other = Postgres.start(tmp_path / "data", settings={"fsync": "off"})
        admin = await asyncpg.connect(other.admin_url)
        await admin.execute("CREATE ROLE dba LOGIN CREATEROLE CREATEDB BYPASSRLS PASSWORD 'x'")
        await admin.close()
        url = other.url("dba", "x", "postgres")
        prepare(url, PASSWORDS)
        done = restored(other, str(backup), "--force", DATABASE_URL=url)
        assert done.returncode == 0, done.stderr
        assert await changes(other) == 3
        other.stop()

    async def test_of_a_damaged_file_is_refused(self, server: Postgres, backup: Path) -> None:
        with backup.open("r+b") as file:
            file.seek(1000)
            file.write(b"x")
        done = restored(server, str(backup), "--force")
        assert (done.returncode, "damaged" in done.stderr) == (1, True)

    async def test_that_lacks_rows_leaves_all_as_it_was(self, server: Postgres, backup: Path) -> None:
        manifest = backup.with_suffix(".manifest")
        manifest.write_text(manifest.read_text().replace("billing.audit|3", "billing.audit|4"))
        assert_refused(restored_unchecked(server, backup), "other rows")
        assert await changes(server) == 3

    async def test_with_a_changed_audit_entry_leaves_all_as_it_was(self, server: Postgres, tmp_path: Path) -> None:
        await execute(server, f"TRUNCATE billing.audit, billing.audit_heads; {CHANGE}; {CHANGE}")
        await execute(server, "UPDATE billing.audit SET action = 'bill.forged' WHERE seq = 1")
        forged = backed_up(server, tmp_path)
        assert_refused(restored(server, str(forged), "--force"), "audit isn't whole")
        leftover = "SELECT count(*) FROM pg_database WHERE datname = 'vetchart_restoring'"
        assert await execute(server, leftover) == 0


class TestEncryption:
    @pytest.fixture
    def gpg(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        """A key of the test's own; gives its recipient."""
        if not shutil.which("gpg"):
            pytest.skip("gpg isn't installed")
        home = tmp_path / "g"
        home.mkdir(mode=0o700)
        monkeypatch.setenv("GNUPGHOME", str(home))
        key = ["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "backup@vetchart.example"]
        subprocess.run(key, check=True, capture_output=True)
        return "backup@vetchart.example"

    async def test_by_gpg(self, server: Postgres, gpg: str, tmp_path: Path) -> None:
        await execute(server, f"TRUNCATE billing.audit, billing.audit_heads; {CHANGE}")
        backup = backed_up(server, tmp_path / "backups", GPG_RECIPIENT=gpg)
        assert backup.suffix == ".gpg"
        assert b"PGDMP" not in backup.read_bytes()
        assert restored(server, str(backup), "--force").returncode == 0
        assert await changes(server) == 1

    def test_by_gpg_for_nobody_s_key_fails(self, server: Postgres, gpg: str, tmp_path: Path) -> None:
        done = run(server, OPERATIONS, "scripts/db-backup.sh", str(tmp_path / "backups"), GPG_RECIPIENT=f"no-{gpg}")
        assert done.returncode != 0
        assert not list((tmp_path / "backups").iterdir())

    @pytest.mark.skipif(not shutil.which("age"), reason="age isn't installed")
    async def test_by_age(self, server: Postgres, tmp_path: Path) -> None:
        await execute(server, f"TRUNCATE billing.audit, billing.audit_heads; {CHANGE}")
        identity = tmp_path / "identity"
        made = run(server, "admin", "age-keygen", "-o", str(identity))
        backup = backed_up(server, tmp_path / "backups", AGE_RECIPIENT=made.stderr.split()[-1])
        assert backup.suffix == ".age"
        assert restored(server, str(backup), "--force").returncode != 0
        assert restored(server, str(backup), "--force", AGE_IDENTITY=str(identity)).returncode == 0
        assert await changes(server) == 1


def restored_unchecked(server: Postgres, backup: Path) -> "subprocess.CompletedProcess[str]":
    """With checksums made anew over what a test changed."""
    stem = backup.name.removesuffix(".dump")
    made = f"sha256sum {stem}.dump {stem}.manifest > {stem}.sha256"
    subprocess.run(made, shell=True, check=True, cwd=backup.parent)  # noqa: S602  # ours
    return restored(server, str(backup), "--force")


def assert_refused(done: "subprocess.CompletedProcess[str]", why: str) -> None:
    assert (done.returncode, why in done.stderr) == (1, True), done.stderr
