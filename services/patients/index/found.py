"""What a kind of thing is found by. Its room says it; the index and the search know no room."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Table

from services.patients.index import queries
from shared.data.db import Transaction


@dataclass(frozen=True, slots=True)
class Found:
    """By the terms of these texts, which are fields of what is given and columns of the table. `grows`: what amends a
    thing adds to what it is found by."""

    kind: str
    table: Table
    texts: tuple[str, ...]
    terms: Callable[..., set[str]]
    grows: bool = False

    async def index(self, tx: Transaction, subject: UUID, given: object) -> None:
        """As it is written now."""
        terms = self.terms(*(getattr(given, name) for name in self.texts))
        await queries.replace(tx, self.kind, self.table.name, subject, terms)

    async def add(self, tx: Transaction, subject: UUID, *texts: str) -> None:
        await queries.add(tx, self.kind, self.table.name, subject, self.terms(*texts))

    async def rebuild(self, tx: Transaction, subject: UUID, texts: list[str]) -> None:
        write = queries.add if self.grows else queries.replace
        await write(tx, self.kind, self.table.name, subject, self.terms(*texts))
