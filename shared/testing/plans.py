"""How PostgreSQL runs a query for the application's role: row-level security can cost it its index."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import msgspec

from shared.data.db import Statement, Transaction
from shared.feed.desk import Desk


class ExplainedTransaction(Transaction):
    """Looks at the plan of each statement before it runs it."""

    def __init__(self, connection: Any, clinic_id: Any) -> None:
        super().__init__(connection, clinic_id)
        self.scans: set[str] = set()

    async def rows(self, statement: Statement, **values: Any) -> list[asyncpg.Record]:
        await self._explain(statement, values)
        return await super().rows(statement, **values)

    async def row(self, statement: Statement, **values: Any) -> asyncpg.Record | None:
        await self._explain(statement, values)
        return await super().row(statement, **values)

    async def value(self, statement: Statement, **values: Any) -> Any:
        await self._explain(statement, values)
        return await super().value(statement, **values)

    async def _explain(self, statement: Statement, values: dict[str, Any]) -> None:
        arguments = statement.arguments(self._known(dict(values)))
        plan = await self.connection.fetchval(f"EXPLAIN (FORMAT JSON) {statement.sql}", *arguments)
        self.scans |= set(_scans(msgspec.json.decode(plan)[0]["Plan"]))


class ExplainedDesk(ExplainedTransaction, Desk):
    def __init__(self, desk: Desk) -> None:
        Desk.__init__(self, desk, desk.clinic, desk.directory)
        self.scans = set()


def _scans(node: dict[str, Any]) -> Iterator[str]:
    """The index of each scan, or `Seq Scan on <table>`, and `Sort` where an order comes from none."""
    if "Index Name" in node:
        yield node["Index Name"]
    elif node["Node Type"] == "Seq Scan":
        yield f"Seq Scan on {node['Relation Name']}"
    elif node["Node Type"] == "Sort":
        yield "Sort"
    for inner in node.get("Plans", []):
        yield from _scans(inner)
