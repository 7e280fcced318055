"""How PostgreSQL runs a query for the application's role: row-level security can cost it its index."""

from collections.abc import Iterator
from typing import Any, get_args
from uuid import UUID

import asyncpg
import msgspec
from msgspec.structs import fields

from shared.api.room import Room
from shared.data.db import Statement, Transaction
from shared.feed.desk import Desk
from shared.service.app import ServiceApp
from shared.values.ids import new_id


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


async def unindexed(app: ServiceApp, room: Room) -> list[str]:
    """The filters with which its list finds no index that has its order; without rows, so that the planner is told to
    do without what it would take for a few."""
    found = []
    ids = [each.name for each in fields(room.filters) if UUID in get_args(each.type)]
    async with app.service.db.transaction(new_id()) as tx:
        for setting in ("seqscan", "bitmapscan", "sort"):
            await tx.connection.execute(f"SET LOCAL enable_{setting} = off")
        filters: list[dict[str, Any]] = [{}, *({name: new_id()} for name in ids)]
        for more in filters:
            explained = ExplainedTransaction(tx.connection, tx.clinic_id)
            await room.listing.page(explained, 20, None, **room.filters(**more).values())
            if any(scan == "Sort" or scan.startswith("Seq Scan") for scan in explained.scans):
                found.append(f"{room.path} {more}: {explained.scans}")
    return found


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
