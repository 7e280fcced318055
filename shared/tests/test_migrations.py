from importlib import import_module
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.data.revisions import head
from shared.data.tables import frame
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
