"""Writes the migration for a new resource's table, as tables.py has it: `make migration TABLE=patients.vaccinations`.

What it writes is text, so the migration stays what it was when tables.py changes. Only what is plain goes in: columns,
constraints, indexes that begin with the clinic. All else is added by hand.
"""

import re
import sys
from importlib import import_module
from pathlib import Path

from sqlalchemy import Index, PrimaryKeyConstraint, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from shared.data.resources import resource_columns
from shared.data.revisions import head

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
OF_EVERY = {column.name for column in resource_columns()}
TEXT = '''"""The table of {title}."""

from alembic import op

from shared.data.migrations import resource_table, run_sql

revision = "{revision}"
down_revision = "{before}"

COLUMNS = """
    {columns}
"""


def upgrade() -> None:
    run_sql(op, resource_table({arguments}))


def downgrade() -> None:
    run_sql(op, "DROP TABLE {table}")
'''


def migration(service: str, name: str, before: str) -> str:
    table: Table = import_module(f"services.{service}.tables").metadata.tables[name]
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    return TEXT.format(
        title=name.replace("_", " "),
        revision=f"{int(before) + 1:04}",
        before=before,
        columns=",\n    ".join(_columns(table) + _constraints(table)),
        arguments=", ".join([f'"{service}", "{name}", COLUMNS', *(_index(index, name) for index in indexes)]),
        table=name,
    )


def _columns(table: Table) -> list[str]:
    return [str(CreateColumn(column).compile(dialect=DIALECT)) for column in table.c if column.name not in OF_EVERY]


def _constraints(table: Table) -> list[str]:
    compiler = DIALECT.ddl_compiler(DIALECT, CreateTable(table))
    ours = (each for each in table.constraints if not isinstance(each, PrimaryKeyConstraint))
    return sorted(compiler.process(each) for each in ours)


def _index(index: Index, table: str) -> str:
    """As an argument of resource_table. Raises ValueError for one that isn't plain."""
    made = str(CreateIndex(index).compile(dialect=DIALECT))
    found = re.fullmatch(rf"CREATE INDEX {table}_(\w+)_idx ON {table} \(clinic_id, (.+)\)", made)
    if not found:
        raise ValueError(f"{index.name} isn't plain: write the migration by hand.")
    return f'{found[1]}="{found[2]}"'


if __name__ == "__main__":
    service, name = sys.argv[1].split(".")
    before = head(service)
    path = Path("services") / service / "migrations" / "versions" / f"{int(before) + 1:04}_{name}.py"
    path.write_text(migration(service, name, before))
    sys.stdout.write(f"{path}\n")
