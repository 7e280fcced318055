"""Runs a statement with made-up values on Citus, and says what it sent to which nodes."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from shared.data.db import Statement

CLINIC_NAMES = {"clinic_id", "clinic", "p_clinic"}
# Of its values, not of its form: a check, a missing row of a foreign key, a number out of range, text that is no name;
# or that the service may not, and never does.
OF_VALUES = ("22", "23", "P0", "42501")
ISSUED = re.compile(r"issuing (.*)", re.DOTALL)
MANAGEMENT = re.compile(
    r"^(BEGIN|SET|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PREPARE|SELECT (pg_catalog\.)?(assign|citus_))", re.IGNORECASE
)

VALUES: dict[str, Callable[[], Any]] = {
    "uuid": uuid4,
    "text": lambda: "x",
    "varchar": lambda: "x",
    "bpchar": lambda: "x",
    "int2": lambda: 1,
    "int4": lambda: 1,
    "int8": lambda: 1,
    "float8": lambda: 1.0,
    "numeric": lambda: Decimal(1),
    "bool": lambda: True,
    "bytea": lambda: b"x",
    "date": lambda: date(2026, 1, 1),
    "time": lambda: time(9),
    "interval": lambda: timedelta(days=1),
    "timestamptz": lambda: datetime(2026, 1, 1, tzinfo=UTC),
    "timestamp": lambda: datetime(2026, 1, 1),  # a wall clock's
    "jsonb": lambda: "{}",
    "json": lambda: "{}",
    "tstzrange": lambda: asyncpg.Range(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)),
}


@dataclass
class Ran:
    """`sent`: the statements that went to other nodes, without those that begin and end transactions."""

    error: str = ""
    sent: list[str] = field(default_factory=list)
    nodes: set[str] = field(default_factory=set)


def made_up(name: str, kind: asyncpg.Type, clinic: UUID) -> Any:
    """JSON goes as text: statements cast it."""
    if name in CLINIC_NAMES:
        return clinic if kind.name == "uuid" else str(clinic)
    if kind.kind == "array":
        return [VALUES[kind.name.removesuffix("[]")]()]
    return "{}" if name in ("document", "payload", "content") else VALUES[kind.name]()


async def run(connection: asyncpg.Connection, statement: Statement, clinic: UUID) -> Ran:
    """Within a transaction of the clinic that is rolled back."""
    ran = Ran()

    def hear(_: Any, message: Any) -> None:
        if (issued := ISSUED.match(message.message)) and not MANAGEMENT.match(issued[1]):
            ran.sent.append(issued[1])
            ran.nodes.add(str(message.detail))

    await connection.execute(f"BEGIN; SET LOCAL app.clinic_id = '{clinic}'")
    try:
        prepared = await connection.prepare(statement.sql)
        names = list(getattr(statement, "_names"))  # noqa: B009
        kinds = prepared.get_parameters()
        values = [made_up(name, kind, clinic) for name, kind in zip(names, kinds, strict=True)]
        connection.add_log_listener(hear)
        await connection.fetch(statement.sql, *values)
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        state = getattr(error, "sqlstate", "") or ""
        ran.error = "" if state.startswith(OF_VALUES) else f"{state} {error}"
    finally:
        connection.remove_log_listener(hear)
        await connection.execute("ROLLBACK")
    return ran
