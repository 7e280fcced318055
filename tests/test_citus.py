"""The way to a sharded PostgreSQL stays open: every statement says of which clinic, and none mixes the two worlds."""

import gc
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx2 as httpx
import pytest

import services
import shared
from deploy.local.database import SERVICES
from deploy.local.suite import Suite
from shared.data.db import Statement
from shared.testing.kit import database_url

SQL = Path("deploy/citus/distribute.sql").read_text()
WHICH = re.findall(r"WHERE tenant (AND .*?)\s+LOOP", SQL, re.DOTALL)[0]  # and in which order
TESTS = re.compile(r"\.(tests|migrations|testing\w*|__main__)\b")
CLINIC = re.compile(r"clinic_id = (?:(?:CAST\()?\$\d|p_clinic)|INSERT INTO [\w.]+ \(clinic_id,")
OF_ALL = {"audit_heads", "feed_positions"}  # which the feed reads of many clinics, without their content
REFERENCE = {"feed_epoch"}  # on every node
KEPT = ["auth.login_policies", "auth.measures"]  # at the coordinator, with the clinics that it is read with
ENDLESS = "/events"  # which the gateway answers without a statement of its own
QUERY = {"/search": {"q": "Rex"}, "/price-items": {"q": "exam"}}
SEEN = r"""
    SELECT rolname, query FROM public.pg_stat_statements JOIN pg_roles ON pg_roles.oid = userid
    WHERE rolname LIKE '%\_svc'"""
TABLES = """
    SELECT relnamespace::regnamespace::text AS schema, relname AS name, relforcerowsecurity AS tenant FROM pg_class
    WHERE relkind = 'r' AND relnamespace::regnamespace::text = ANY ($1)"""
DISTRIBUTED = f"""
    SELECT oid::regclass::text AS name FROM pg_class
    WHERE relkind = 'r' AND relforcerowsecurity AND relnamespace::regnamespace::text = ANY ($1) {WHICH}"""
FOREIGN_KEYS = "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"


@dataclass(frozen=True)
class Tables:
    tenants: frozenset[str]
    others: frozenset[str]
    distributed: list[str]  # in this order

    @classmethod
    async def of(cls, connection: asyncpg.Connection) -> "Tables":
        rows = await connection.fetch(TABLES, list(SERVICES))
        tenants = frozenset(row["name"] for row in rows if row["tenant"])
        distributed = await connection.fetch(DISTRIBUTED, list(SERVICES))
        return cls(tenants, frozenset(row["name"] for row in rows) - tenants, [row[0] for row in distributed])

    def fault(self, sql: str) -> str | None:
        used = set(re.findall(r"\w+", sql))
        if "pg_dist_placement" in used:  # the coordinator's catalogue
            return None
        if used & (self.tenants - OF_ALL) and not CLINIC.search(" ".join(sql.split())):
            return f"names no clinic: {sql}"
        if used & {name.partition(".")[2] for name in self.distributed} and used & (self.others - REFERENCE):
            return f"joins a clinic's table with a plain one: {sql}"
        return None


async def connect(url: str) -> asyncpg.Connection:
    connection: asyncpg.Connection = await asyncpg.connect(urlunsplit(urlsplit(url)._replace(path="/vetchart")))
    return connection


def statements_of_the_code() -> list[Statement]:
    for package in (shared, services):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not TESTS.search(f"{module.name}."):
                importlib.import_module(module.name)
    return [each for each in gc.get_objects() if isinstance(each, Statement)]


@pytest.fixture
async def tables() -> Tables:
    connection = await connect(database_url("admin"))
    try:
        return await Tables.of(connection)
    finally:
        await connection.close()


class TestTheRule:
    @pytest.mark.parametrize(
        "sql",
        [
            "SELECT name FROM patients WHERE id = $1",
            "SELECT 1 FROM audit JOIN patients ON patients.clinic_id = audit.clinic_id",
            "UPDATE bills SET tax = $1",
            "INSERT INTO owners (id) VALUES ($1)",
            "SELECT 1 FROM patients, clinics WHERE patients.clinic_id = $1",
        ],
    )
    def test_finds_what_it_should(self, tables: Tables, sql: str) -> None:
        assert tables.fault(sql)


class TestStatementsOfTheCode:
    def test_name_their_clinic(self, tables: Tables) -> None:
        statements = statements_of_the_code()
        assert len(statements) > 100
        assert [fault for each in statements if (fault := tables.fault(each.sql))] == []


class TestStatementsThatTheServicesSent:
    async def test_name_their_clinic(self, suite: Suite, log_in: Callable[[str], httpx.Client]) -> None:
        assert suite.postgres
        called = list(call_everything(log_in("admin@vetchart.com")))
        assert len(called) > 30
        connection = await connect(suite.postgres.admin_url)
        tables, seen = await Tables.of(connection), await connection.fetch(SEEN)
        await connection.close()
        assert len({row["query"] for row in seen}) > 100
        sent = [row["query"] for row in seen if "NEW." not in row["query"]]  # a trigger's, which runs at its row
        assert [fault for each in sent if (fault := tables.fault(each))] == []


def call_everything(admin: httpx.Client) -> Iterator[str]:
    """Every GET of the API, with ids out of the lists, and a write to one of each resource."""
    paths = admin.get("/api/openapi.json").json()["paths"]
    ids = {"ownerId": first(admin, "owners"), "patientId": first(admin, "patients")}
    assert admin.put(f"/api/drafts/{first(admin, 'records')}", json={"notes": "Eats"}).is_success
    for path in (path for path, methods in paths.items() if "get" in methods and path != ENDLESS):
        ids["id"] = first(admin, path.split("/")[1]) if "{id}" in path else ""
        answer = admin.get(f"/api{path.format(**ids)}", params=QUERY.get(path))
        assert answer.is_success, f"{path}: {answer.text}"
        yield path
    for resource in ("owners", "patients", "appointments", "bills", "price-items"):
        url = f"/api/{resource}/{first(admin, resource)}"
        for answer in (admin.put(url, json={}), admin.delete(url), admin.post(f"{url}/restore")):
            assert answer.status_code < 500, answer.text
        yield url


def first(admin: httpx.Client, resource: str) -> str:
    """Its id; "" where there is none, or what is asked for isn't a list."""
    found = admin.get(f"/api/{resource}")
    return str(found.json()[0]["id"]) if found.is_success and isinstance(found.json(), list) and found.json() else ""


class TestDistributeSql:
    async def test_distributes_every_tenant_table_after_those_that_it_refers_to(self, tables: Tables) -> None:
        connection = await connect(database_url("admin"))
        rows = await connection.fetch(TABLES, list(SERVICES))
        keys = [tuple(row) for row in await connection.fetch(FOREIGN_KEYS)]
        await connection.close()
        found = tables.distributed
        assert sorted(found + KEPT) == sorted(f"{row['schema']}.{row['name']}" for row in rows if row["tenant"])
        ours = [(table, to) for table, to in keys if table in found]
        assert [pair for pair in ours if found.index(pair[0]) < found.index(pair[1])] == []
