"""The embedded PostgreSQL and its roles, as `make run` and every test start them."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local import database, postgres, privileges
from deploy.local.postgres import Postgres, PostgresError

PASSWORDS = database.new_passwords()
FAST = {"fsync": "off"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    server = Postgres.start(tmp_path_factory.mktemp("roles") / "data", settings=FAST)
    database.prepare(server.admin_url, PASSWORDS)
    yield server
    server.stop()


async def execute(server: Postgres, role: str, *statements: str) -> object:
    """Runs the statements as the role; the last one's first value."""
    connection = await asyncpg.connect(server.url(role, PASSWORDS[role], database.DATABASE))
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()


class TestStart:
    async def test_data_survives_a_restart_and_a_kill(self, tmp_path: Path) -> None:
        server = Postgres.start(tmp_path / "data", settings=FAST)
        database.prepare(server.admin_url, PASSWORDS)
        await execute(server, "vetchart_owner", "CREATE TABLE auth.kept AS SELECT 1 AS one", "SELECT 1")
        for end in (Postgres.stop, Postgres.kill):
            end(server)
            server = Postgres.start(tmp_path / "data", settings=FAST, port=server.port)
            assert await execute(server, "vetchart_owner", "SELECT one FROM auth.kept") == 1
        server.stop()

    def test_the_server_of_a_killed_launcher_is_stopped_first(self, tmp_path: Path) -> None:
        orphan = Postgres.start(tmp_path / "data", settings=FAST)
        server = Postgres.start(tmp_path / "data", settings=FAST)
        assert orphan.process.wait(5) == 0
        server.stop()

    @pytest.mark.parametrize("stale", ["of another program", "", "bogus"])
    def test_a_stale_process_id_is_no_hindrance_and_its_process_left_alone(self, tmp_path: Path, stale: str) -> None:
        Postgres.start(tmp_path / "data", settings=FAST).stop()
        with subprocess.Popen(["sleep", "60"]) as other:
            text = f"{other.pid}\n{tmp_path}\n" if stale == "of another program" else stale
            (tmp_path / "data" / "postmaster.pid").write_text(text)
            Postgres.start(tmp_path / "data", settings=FAST).stop()
            assert other.poll() is None
            other.kill()

    def test_a_folder_too_deep_for_a_socket_is_fine(self, tmp_path: Path) -> None:
        server = Postgres.start(tmp_path / ("deep" * 25) / "data", settings=FAST)
        assert server.sockets.exists()
        server.stop()
        assert not server.sockets.exists()

    def test_a_port_in_use_is_said(self, server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(postgres, "START_ATTEMPTS", 2)
        with pytest.raises(PostgresError, match="Address already in use"):
            Postgres.start(tmp_path / "data", settings=FAST, port=server.port)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")
    async def test_root_in_a_container_without_user_namespaces(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        works = privileges._works
        monkeypatch.setattr(privileges, "_works", lambda prefix: prefix[0] != "unshare" and works(prefix))
        monkeypatch.setattr(postgres, "unprivileged", privileges.unprivileged.__wrapped__)
        server = Postgres.start(tmp_path / "data", settings=FAST)
        database.prepare(server.admin_url, PASSWORDS)
        assert await execute(server, "auth_svc", "SELECT 1") == 1
        server.stop()


class TestRoles:
    async def test_a_service_works_in_its_own_schema_within_bounds(self, server: Postgres) -> None:
        settings = ("search_path", "timezone", "statement_timeout", "transaction_timeout")
        found = [await execute(server, "patients_svc", f"SHOW {name}") for name in settings]
        assert found == ["patients", "UTC", "5s", "30s"]

    @pytest.mark.parametrize(
        "statement",
        [
            "CREATE TABLE patients.mine ()",
            "CREATE TABLE public.mine ()",
            "CREATE TEMPORARY TABLE mine ()",
            "CREATE SCHEMA mine",
            "SELECT * FROM billing.bills",
            "SET ROLE vetchart_owner",
            "SET SESSION AUTHORIZATION vetchart_ops",
            "ALTER ROLE patients_svc BYPASSRLS",
        ],
    )
    async def test_a_service_may_do_nothing_else(self, server: Postgres, statement: str) -> None:
        await execute(server, "vetchart_owner", "CREATE TABLE IF NOT EXISTS billing.bills ()", "SELECT 1")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await execute(server, "patients_svc", statement)

    async def test_a_service_can_not_enter_another_database(self, server: Postgres) -> None:
        database.prepare(server.admin_url, PASSWORDS, "second")
        connection = await asyncpg.connect(server.url("auth_svc", PASSWORDS["auth_svc"], "second"))
        await connection.close()
        admin = await asyncpg.connect(server.admin_url)
        await admin.execute("REVOKE CONNECT ON DATABASE second FROM auth_svc")
        await admin.close()
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(server.url("auth_svc", PASSWORDS["auth_svc"], "second"))

    async def test_operations_pass_row_level_security_on_later_tables(self, server: Postgres) -> None:
        await execute(
            server,
            "vetchart_owner",
            "CREATE TABLE scheduling.later (clinic_id uuid)",
            "ALTER TABLE scheduling.later ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE scheduling.later FORCE ROW LEVEL SECURITY",
            "SELECT 1",
        )
        insert = "INSERT INTO scheduling.later VALUES (gen_random_uuid())"
        assert await execute(server, "vetchart_ops", insert, "SELECT count(*) FROM scheduling.later") == 1
        assert await execute(server, "vetchart_owner", "SELECT count(*) FROM scheduling.later") == 0

    async def test_overlaps_are_excluded_without_rights_on_the_extension(self, server: Postgres) -> None:
        await execute(
            server,
            "vetchart_owner",
            "CREATE TABLE scheduling.held (v uuid, during tstzrange, EXCLUDE USING gist (v WITH =, during WITH &&))",
            "GRANT INSERT ON scheduling.held TO scheduling_svc",
            "SELECT 1",
        )
        insert = "INSERT INTO held VALUES ('00000000-0000-7000-8000-000000000001', '[2026-01-01,2026-01-02)')"
        with pytest.raises(asyncpg.ExclusionViolationError):
            await execute(server, "scheduling_svc", insert, insert)

    async def test_preparing_again_changes_the_passwords_and_keeps_the_data(self, server: Postgres) -> None:
        await execute(server, "vetchart_owner", "CREATE TABLE auth.stays AS SELECT 7 AS n", "SELECT 1")
        assert database.prepare(server.admin_url, PASSWORDS) == ""
        assert await execute(server, "vetchart_ops", "SELECT n FROM auth.stays") == 7

    async def test_a_managed_server_whose_administrator_is_no_superuser(self, tmp_path: Path) -> None:
        server = Postgres.start(tmp_path / "data", settings=FAST)
        connection = await asyncpg.connect(server.admin_url)
        await connection.execute("CREATE ROLE dba LOGIN CREATEROLE CREATEDB BYPASSRLS PASSWORD 'x'")
        await connection.close()
        first, again = (database.prepare(server.url("dba", "x", "postgres"), PASSWORDS) for _ in range(2))
        assert "pg_stat_statements is missing" in first
        assert first == again
        await execute(server, "vetchart_owner", "CREATE TABLE auth.made ()", "SELECT 1")
        server.stop()

    async def test_text_sorts_alike_everywhere(self, server: Postgres) -> None:
        query = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = current_database()"
        assert await execute(server, "auth_svc", query) == "bC.UTF-8"

    async def test_a_wrong_password_is_refused_even_locally(self, server: Postgres) -> None:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.url("auth_svc", "wrong", database.DATABASE))
