"""What every service's schema and role must keep to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import product

import asyncpg
import pytest

from shared.testing.kit import database_url
from shared.tests.services import SERVICES

# Auth reads its login directory before it knows which clinic it is.
OUTSIDE_OF = {"auth": {"logins", "failed_logins", "refresh_tokens", "one_time_tokens"}}
KNOWN_OF_ALL = {"audit_heads", "feed_positions"}  # numbers and hashes, which the feed reads of all clinics

TENANT_TABLES = """
    SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS protected,
           array(SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = c.oid ORDER BY polname) policies
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'clinic_id'
    WHERE c.relnamespace = $1::text::regnamespace AND c.relkind IN ('r', 'p')"""
ALL_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind IN ('r', 'p')"


@pytest.fixture
async def admin() -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database_url("admin"), database="vetchart")
    yield connection
    await connection.close()


@asynccontextmanager
async def connected(role: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database_url(role))
    try:
        yield connection
    finally:
        await connection.close()


async def tenant_tables(admin: asyncpg.Connection, service: str) -> list[asyncpg.Record]:
    outside = OUTSIDE_OF.get(service, set())
    return [row for row in await admin.fetch(TENANT_TABLES, service) if row["name"] not in outside]


@pytest.mark.parametrize("service", SERVICES)
class TestTables:
    async def test_of_clinics_have_forced_row_level_security(self, admin: asyncpg.Connection, service: str) -> None:
        for table in await tenant_tables(admin, service):
            assert table["protected"], table["name"]
            known = ["true"] if table["name"] in KNOWN_OF_ALL else []
            assert table["policies"] == [f"(clinic_id = {service}.current_clinic())", *known], table["name"]

    async def test_show_no_rows_without_a_clinic(self, admin: asyncpg.Connection, service: str) -> None:
        async with connected(f"{service}_svc") as connection:
            for table in await tenant_tables(admin, service):
                if table["name"] in KNOWN_OF_ALL:
                    continue
                assert await connection.fetchval(f"SELECT count(*) FROM {table['name']}") == 0, table["name"]

    async def test_of_all_clinics_are_written_for_one_alone(self, admin: asyncpg.Connection, service: str) -> None:
        sql = "SELECT DISTINCT polcmd FROM pg_policy WHERE polname = 'feed' AND polrelid = $1::text::regclass"
        for name in KNOWN_OF_ALL:
            assert [row[0] for row in await admin.fetch(sql, f"{service}.{name}")] == [b"r"]

    async def test_show_no_rows_to_their_owner_without_a_clinic(self, admin: asyncpg.Connection, service: str) -> None:
        async with connected("vetchart_owner") as owner:
            for table in await tenant_tables(admin, service):
                assert await owner.fetchval(f"SELECT count(*) FROM {service}.{table['name']}") == 0


@pytest.mark.parametrize("service", SERVICES)
class TestRole:
    @pytest.mark.parametrize(
        "sql",
        [
            "CREATE TABLE {service}.mine (id int)",
            "CREATE TABLE public.mine (id int)",
            "CREATE TEMPORARY TABLE mine (id int)",
            "CREATE SCHEMA mine",
            "CREATE EXTENSION btree_gin",
            "CREATE ROLE mine",
            "ALTER TABLE {service}.audit DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE {service}.leases ADD COLUMN mine int",
            "DROP TABLE {service}.leases",
            "DROP POLICY clinic ON {service}.audit",
            "TRUNCATE {service}.audit",
            "UPDATE {service}.audit SET action = 'x'",
            "DELETE FROM {service}.audit",
            "DELETE FROM {service}.audit_heads",
            "UPDATE {service}.feed_epoch SET epoch = 9",
            "SET ROLE vetchart_ops",
            "SET SESSION AUTHORIZATION vetchart_owner",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "SELECT * FROM pg_authid",
        ],
    )
    async def test_cannot(self, service: str, sql: str) -> None:
        async with connected(f"{service}_svc") as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(sql.format(service=service))

    async def test_owns_nothing_and_passes_no_policy(self, admin: asyncpg.Connection, service: str) -> None:
        role = await admin.fetchrow("SELECT oid, * FROM pg_roles WHERE rolname = $1", f"{service}_svc")
        assert role
        assert not any((role["rolsuper"], role["rolbypassrls"], role["rolcreaterole"], role["rolcreatedb"]))
        assert await admin.fetchval("SELECT count(*) FROM pg_class WHERE relowner = $1", role["oid"]) == 0


@pytest.mark.parametrize(("service", "other"), [pair for pair in product(SERVICES, SERVICES) if len(set(pair)) == 2])
async def test_no_service_reads_anothers_tables(admin: asyncpg.Connection, service: str, other: str) -> None:
    async with connected(f"{service}_svc") as connection:
        for (table,) in await admin.fetch(ALL_TABLES, other):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"SELECT FROM {other}.{table}")
