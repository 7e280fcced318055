"""What each role of the database may do in the migrated schemas: its own work, and nothing else."""

from collections import defaultdict
from collections.abc import AsyncIterator

import asyncpg
import pytest

from deploy.local.database import OPERATIONS, OWNER, SERVICES
from shared.testing.kit import database_url

# Those that change or show rows, and those that nobody but the owner needs.
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")
# All that is medical or financial is kept, and so is each table that isn't named here.
PASSING = {
    *("copies", "feed_positions", "idempotency_keys", "leases"),  # the frame's
    *("failed_logins", "logins", "one_time_tokens", "recovery_codes", "refresh_tokens", "revocations"),
    *("second_factors", "signing_keys"),
    *("db_probe", "drafts", "search_terms"),
    "bill_items",  # a draft's: a trigger keeps those of issued bills
}
# With a clinic in each row, and outside row-level security: they are read before it is known whose request it is, or by
# the feed for all clinics.
OF_ALL_CLINICS = {"failed_logins", "logins", "one_time_tokens", "refresh_tokens"}
Grants = dict[str, set[str]]


@pytest.fixture
async def admin() -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database_url("admin").rsplit("/", 1)[0] + "/vetchart")
    yield connection
    await connection.close()


async def grants(admin: asyncpg.Connection, role: str) -> Grants:
    """What the role may do with each table of the services, also with some of its columns only."""
    rows = await admin.fetch(
        """SELECT schemaname || '.' || tablename AS name, privilege
        FROM pg_tables, unnest($2::text[]) AS privilege
        WHERE schemaname = ANY ($3::text[]) AND (
            has_table_privilege($1, format('%I.%I', schemaname, tablename), privilege)
            OR privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
            AND has_any_column_privilege($1, format('%I.%I', schemaname, tablename), privilege))""",
        role,
        PRIVILEGES,
        SERVICES,
    )
    found: Grants = defaultdict(set)
    for row in rows:
        found[row["name"]].add(row["privilege"])
    return found


@pytest.mark.parametrize("service", SERVICES)
class TestAService:
    async def test_reads_every_table_of_its_own_and_no_other(self, admin: asyncpg.Connection, service: str) -> None:
        tables = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname = $1"
        own = {row[0] for row in await admin.fetch(tables, service)}
        found = await grants(admin, f"{service}_svc")
        assert {name for name, privileges in found.items() if "SELECT" in privileges} == own == set(found)

    async def test_can_not_empty_or_tend_a_table(self, admin: asyncpg.Connection, service: str) -> None:
        found = set().union(*(await grants(admin, f"{service}_svc")).values())
        assert found <= {"SELECT", "INSERT", "UPDATE", "DELETE"}

    async def test_can_only_add_to_the_audit(self, admin: asyncpg.Connection, service: str) -> None:
        found = await grants(admin, f"{service}_svc")
        assert found[f"{service}.audit"] == {"SELECT", "INSERT"}
        assert found[f"{service}.feed_epoch"] == {"SELECT"}
        assert found[f"{service}.schema_version"] == {"SELECT"}

    async def test_deletes_nothing_medical_or_financial(self, admin: asyncpg.Connection, service: str) -> None:
        found = await grants(admin, f"{service}_svc")
        deleted = {name.removeprefix(f"{service}.") for name, privileges in found.items() if "DELETE" in privileges}
        assert deleted <= PASSING

    async def test_uses_its_own_schema_and_makes_nothing(self, admin: asyncpg.Connection, service: str) -> None:
        query = """SELECT nspname, has_schema_privilege($1, oid, 'USAGE'), has_schema_privilege($1, oid, 'CREATE')
            FROM pg_namespace WHERE nspname = ANY ($2::text[]) OR nspname = 'public'"""
        rows = await admin.fetch(query, f"{service}_svc", SERVICES)
        assert {row[0] for row in rows if row[1]} == {service}
        assert not [row[0] for row in rows if row[2]]

    async def test_sees_no_row_without_a_clinic(self, service: str) -> None:
        connection = await asyncpg.connect(database_url(f"{service}_svc"))
        assert await connection.fetchval("SELECT count(*) FROM audit") == 0
        await connection.close()


@pytest.mark.parametrize("role", [OWNER, OPERATIONS, *(f"{service}_svc" for service in SERVICES)])
class TestEveryRole:
    async def test_is_no_superuser_and_makes_no_role_database_or_copy(
        self, admin: asyncpg.Connection, role: str
    ) -> None:
        query = """SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication AS much, rolbypassrls
            FROM pg_roles WHERE rolname = $1"""
        row = await admin.fetchrow(query, role)
        assert row is not None
        assert (row["much"], row["rolbypassrls"]) == (False, role == OPERATIONS)

    async def test_can_become_no_other(self, admin: asyncpg.Connection, role: str) -> None:
        query = "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = $1::regrole"
        assert {row[0] for row in await admin.fetch(query, role)} == ({"pg_monitor"} if role == OPERATIONS else set())


class TestOperations:
    async def test_read_and_write_every_row_and_alter_nothing(self, admin: asyncpg.Connection) -> None:
        found = await grants(admin, OPERATIONS)
        assert all(set(PRIVILEGES) == privileges for privileges in found.values())
        connection = await asyncpg.connect(database_url(OPERATIONS))
        for statement in ("ALTER TABLE patients.owners ADD COLUMN x int", "CREATE TABLE auth.x ()", "DROP SCHEMA auth"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        await connection.close()


class TestFunctions:
    async def test_no_function_lends_its_owner_s_rights(self, admin: asyncpg.Connection) -> None:
        query = """SELECT proname FROM pg_proc WHERE prosecdef
            AND pronamespace::regnamespace::text = ANY ($1::text[])"""
        assert await admin.fetch(query, SERVICES) == []


async def test_every_table_of_a_clinics_rows_is_under_row_level_security(admin: asyncpg.Connection) -> None:
    rows = await admin.fetch(
        """SELECT relname, relrowsecurity AND relforcerowsecurity AS forced FROM pg_class
        JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'clinic_id'
        WHERE relkind IN ('r', 'p') AND relnamespace = ANY ($1::text[]::regnamespace[])""",
        SERVICES,
    )
    assert {row["relname"] for row in rows if not row["forced"]} == OF_ALL_CLINICS
