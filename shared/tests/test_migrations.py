from importlib import import_module
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Connection, Index, MetaData, Table, Text, text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.data.migrations import resource_table
from shared.data.resources import resource_columns
from shared.data.revisions import head
from shared.data.tables import CONVENTION, frame
from shared.testing.kit import database_url
from shared.tests.services import SERVICES

NOT_IN_TABLES = frame.tables.keys() | {"schema_version"}  # made by frame.sql and by Alembic


def differences(connection: Connection, service: str) -> list[Any]:
    def compared(item: Any, name: str | None, kind: str, *_: Any) -> bool:
        table = item if kind == "table" else item.table
        return table.name not in NOT_IN_TABLES

    connection.execute(text(f"SET search_path TO {service}, public"))
    options = {"include_object": compared, "compare_type": True}
    context = MigrationContext.configure(connection, opts=options)
    found: list[Any] = compare_metadata(context, import_module(f"services.{service}.tables").metadata)
    return found


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
@pytest.mark.parametrize("service", SERVICES)
async def test_migrations_make_what_tables_py_says(service: str) -> None:
    engine = create_async_engine(database_url("vetchart_owner").replace("postgresql", "postgresql+asyncpg", 1))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences, service) == []
        version = await connection.scalar(text(f"SELECT version_num FROM {service}.schema_version"))
        assert version == head(service)
    await engine.dispose()


async def test_the_frame_makes_what_its_tables_say() -> None:
    engine = create_async_engine(database_url("vetchart_owner").replace("postgresql", "postgresql+asyncpg", 1))
    async with engine.connect() as connection:
        found = await connection.execute(
            text("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'patients'")
        )
        columns = {tuple(row) for row in found}
    await engine.dispose()
    assert {(table.name, column.name) for table in frame.tables.values() for column in table.c} <= columns


SHELVES = Table(
    "shelves",
    MetaData(naming_convention=CONVENTION),
    *resource_columns(),
    Column("label", Text, nullable=False),
    Column("place", Text),
)
Index("shelves_newest_idx", SHELVES.c.clinic_id, SHELVES.c.created_at.desc(), SHELVES.c.id.desc())
SHELVES_SQL = resource_table(
    "patients",
    "shelves",
    """
    label TEXT NOT NULL,
    place TEXT,
    CONSTRAINT shelves_label_check CHECK (label <> '')
    """,
    newest="created_at DESC, id DESC",
)
ACCESS = """
    SELECT relrowsecurity, relforcerowsecurity, array(
        SELECT privilege FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
        WHERE has_table_privilege('patients_svc', pg_class.oid, privilege)),
        (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid)
    FROM pg_class WHERE oid = 'patients.shelves'::regclass"""


def is_the_shelves(item: Any, name: str | None, kind: str, *_: Any) -> bool:
    return bool((item if kind == "table" else item.table).name == "shelves")


def made(connection: Connection) -> tuple[list[Any], Any]:
    """What differs from the table, and who may do what with it."""
    connection.execute(text("SET LOCAL search_path TO patients, extensions, public"))
    for statement in filter(str.strip, SHELVES_SQL.split(";")):
        connection.execute(text(statement))
    options = {"include_object": is_the_shelves, "compare_type": True}
    context = MigrationContext.configure(connection, opts=options)
    return compare_metadata(context, SHELVES.metadata), connection.execute(text(ACCESS)).one()


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
async def test_a_resources_table_is_made_as_its_columns_say_and_protected() -> None:
    engine = create_async_engine(database_url("vetchart_owner").replace("postgresql", "postgresql+asyncpg", 1))
    async with engine.connect() as connection:
        different, access = await connection.run_sync(made)
        await connection.rollback()
    await engine.dispose()
    assert different == []
    assert tuple(access) == (True, True, ["SELECT", "INSERT", "UPDATE"], 1)
