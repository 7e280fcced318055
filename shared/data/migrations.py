"""Alembic for one service or all: `DATABASE_URL=<owner's> python -m shared.data.migrations services.patients ...`.

Each service's version table stands in its own schema. A migration is plain SQL: autogenerate misses row-level
security and exclusion constraints, so diffs as of `alembic check` are made by a test instead.
"""

import asyncio
import os
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from alembic import command, context
from alembic.config import Config
from alembic.operations import Operations
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

SQL = Path(__file__).parent / "sql"
MIGRATION_LOCK = 0x5645_5443  # "VETC": two instances that start at once migrate one after the other


def protect(*tables: str) -> str:
    """SQL that puts row-level security over tenant tables, for their owner too."""
    return "".join(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY clinic ON {table} USING (clinic_id = current_clinic()) "
        f"WITH CHECK (clinic_id = current_clinic());\n"
        for table in tables
    )


def frame(service: str) -> str:
    """The SQL of the tables that every service has."""
    tables = protect("audit", "audit_heads", "copies", "idempotency_keys")
    return (SQL / "frame.sql").read_text().replace(":app", f"{service}_svc") + tables


def changes(service: str) -> str:
    """The SQL of the change counter that validates cached answers."""
    return (SQL / "changes.sql").read_text().replace(":app", f"{service}_svc") + protect("copy_changes")


def feed(service: str) -> str:
    """The SQL that makes the audit chain the feed."""
    return (SQL / "feed.sql").read_text().replace(":app", f"{service}_svc") + protect("feed_positions")


# The release before follows the audit chain already: it loses what it wrote for the one before it.
NO_OUTBOX = """
DROP TRIGGER audit_outbox ON audit;
-- squawk-ignore ban-drop-function
DROP FUNCTION keep_outbox, count_copy_change;
-- squawk-ignore ban-drop-table
DROP TABLE outbox, feed_followers, feed_cursors;
"""


def briefs() -> str:
    """The SQL of the trigger that truncates the texts of copies, for lists."""
    return (SQL / "briefs.sql").read_text()


def no_briefs() -> str:
    """Storage stays as it is: what reads it doesn't mind."""
    return """
        DROP TRIGGER copies_brief ON copies;
        DROP FUNCTION keep_brief, brief;
        ALTER TABLE copies DROP COLUMN brief;
        ALTER TABLE idempotency_keys DROP COLUMN kind, DROP COLUMN subject;"""


def resource_table(service: str, table: str, columns: str, **indexes: str) -> str:
    """The SQL of a new resource's table: the columns of every resource, then `columns` and constraints as SQL;
    row-level security; what the service may; and an index `<table>_<name>_idx` for each of `indexes`, by the clinic
    first."""
    made = (SQL / "resource.sql").read_text().replace(":columns", columns.strip().rstrip(","))
    keys = (f"CREATE INDEX {table}_{name}_idx ON {table} (clinic_id, {by});\n" for name, by in indexes.items())
    return made.replace(":table", table).replace(":app", f"{service}_svc") + "".join(keys) + protect(table)


def run_sql(op: ModuleType | Operations, sql: str) -> None:
    """Runs a script of several statements as one message."""
    adapted: Any = op.get_bind().connection.dbapi_connection
    adapted.run_async(lambda connection: connection.execute(sql))


def run_environment() -> None:
    """What each service's migrations/env.py calls."""
    connection: Connection = context.config.attributes["connection"]
    service: str = context.config.attributes["service"]
    context.configure(connection=connection, version_table="schema_version", version_table_schema=service)
    with context.begin_transaction():
        context.run_migrations()


def _config(package: str) -> Config:
    module = import_module(package)
    assert module.__file__
    config = Config()
    config.set_main_option("script_location", str(Path(module.__file__).parent / "migrations"))
    config.attributes["service"] = package.rpartition(".")[2]
    return config


def _upgrade(connection: Connection, package: str, revision: str) -> None:
    config = _config(package)
    config.attributes["connection"] = connection
    connection.execute(text(f"SELECT pg_advisory_lock({MIGRATION_LOCK})"))
    connection.execute(text(f"SET search_path TO {config.attributes['service']}, extensions, public"))
    connection.commit()
    command.upgrade(config, revision)
    # Alembic makes this table itself, and /readyz looks at it.
    connection.execute(text(f"GRANT SELECT ON schema_version TO {config.attributes['service']}_svc"))
    connection.commit()


async def migrate(url: str, packages: list[str], revision: str = "head") -> None:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=NullPool)
    for package in packages:
        async with engine.connect() as connection:
            await connection.run_sync(_upgrade, package, revision)
    await engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) < 2 or not os.environ.get("DATABASE_URL"):
        sys.exit(
            "usage: DATABASE_URL=postgresql://owner:...@host/vetchart python -m shared.data.migrations services.auth"
        )
    asyncio.run(migrate(os.environ["DATABASE_URL"], sys.argv[1:]))
