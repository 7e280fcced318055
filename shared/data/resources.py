"""What every mutable resource has: versions, archive instead of delete, one JSON for the wire and one for followers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    FromClause,
    Table,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    insert,
    literal_column,
    null,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from shared.data.audit import Action, recorded, who_acts
from shared.data.db import Statement, Transaction, json_object
from shared.data.event import Published
from shared.data.idempotency import READERS
from shared.data.paging import Listing, bounded, stored_bytes
from shared.identity.tokens import Permission
from shared.values.ids import new_id
from shared.wire.documents import Document, Name
from shared.wire.errors import NotFound
from shared.wire.shape_fields import fields_of
from shared.wire.shapes import Shape

Columns = Mapping[str, ColumnElement[Any]]  # by a field's name
Row = asyncpg.Record | None  # id and version of what was written


def resource_columns() -> list[Column[Any]]:
    """The columns that each resource's table begins with. `updated_by` is null where no user did it."""
    return [
        Column("clinic_id", Uuid, primary_key=True),
        Column("id", Uuid, primary_key=True),
        Column("version", BigInteger, nullable=False, server_default="1"),
        Column("created_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("updated_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("updated_by", Uuid),
        Column("archived_at", TIMESTAMP(timezone=True)),
    ]


@dataclass(frozen=True, slots=True)
class Saved:
    """A row just written: `document` is its plain JSON, without embedded objects."""

    id: UUID
    version: int
    document: str
    kind: str

    def answer(self) -> Document:
        return Document(self.document, self.version, name=Name(self.kind, self.id))


class Resource:
    """What the shape says: each field is the column of its name, or `computed`. `plain` JSON is what followers and the
    audit get; the wire shows `embeds` as well, out of `source`, in the place of a column where both have the name.
    Parameters of what is embedded (today, for ages) are given by name. `read`: who may know of it, and of its changes.

    Raises TypeError at import where a field is none of these, or nobody's.
    """

    def __init__(
        self,
        kind: str,
        table: Table,
        shape: type[Shape],
        *,
        read: Permission,
        computed: Columns | None = None,
        embeds: Columns | None = None,
        source: FromClause | None = None,
    ) -> None:
        self.kind = kind
        self.table = table
        self.shape = shape
        self.read = read
        self.source = table if source is None else source
        self._names = fields_of(shape)
        self._embeds = self._named(embeds or {})
        self._columns = self._stored(self._named(computed or {}))
        self.plain, self.document = json_object(**self._columns), self.json()
        self._mine = [
            table.c.clinic_id == bindparam("clinic_id", type_=Uuid),
            table.c.id == bindparam("id", type_=Uuid),
        ]
        one = select(self.document, table.c.version).select_from(self.source).where(*self._mine)
        # The limit keeps the document from being built twice.
        plain = select(self.plain.label("document")).where(*self._mine).limit(literal_column("1")).subquery()
        change = select(cast(plain.c.document, Text), recorded(plain.c.document))
        self._recorded = Statement(f"record {kind}", change)
        self._get = Statement(f"select {kind}", one)
        self._lock = Statement(f"lock {kind}", one.add_columns(table.c.updated_by).with_for_update(of=table))
        self._writes: dict[tuple[str, ...], Statement] = {}
        READERS[kind] = self.get

    def json(self, **instead: ColumnElement[Any]) -> ColumnElement[Any]:
        """As the wire shows it, with these in the place of what the fields of their names are otherwise."""
        return json_object(**{**self._columns, **self._embeds, **self._named(instead)})

    def listing(
        self,
        *,
        shows: Columns | None = None,
        order: tuple[Column[Any], ...] | None = None,
        where: Mapping[str, ColumnElement[bool]] | None = None,
        source: FromClause | None = None,
        cached: bool = True,
        name: str = "",
        **rest: Any,
    ) -> Listing:
        """Its list, newest first where no other `order` is given; archived or current ones where they are asked for.
        `shows`: as for json(); `name`: where it is another list than that; `rest`: as Listing has it."""
        column = self.table.c
        archived = {"archived": column.archived_at.is_not(None), "current": column.archived_at.is_(None)}
        return Listing(
            name or f"select {self.table.name.replace('_', ' ')}",
            self.json(**(shows or {})),
            self.source if source is None else source,
            order=order or (column.created_at, column.id),
            where={**archived, **(where or {})},
            cached=cached,
            **rest,
        )

    def _named(self, columns: Columns) -> dict[str, ColumnElement[Any]]:
        fields = {field.name: name for name, field in self._names.items()}
        if unknown := columns.keys() - fields.keys():
            raise TypeError(f"{self.kind} has no field {', '.join(sorted(unknown))}")
        return {fields[name]: column for name, column in columns.items()}

    def _stored(self, computed: Columns) -> dict[str, ColumnElement[Any]]:
        found = {name: computed.get(name, self.table.c.get(field.name)) for name, field in self._names.items()}
        missing = [name for name, column in found.items() if column is None and name not in self._embeds]
        if missing:
            raise TypeError(f"{self.kind}: nothing tells {', '.join(missing)}")
        return {name: column for name, column in found.items() if column is not None}

    async def get(self, tx: Transaction, subject: UUID, /, **parameters: Any) -> Document:
        """As the wire shows it. Raises NotFound, also for another clinic's."""
        return self._document(subject, await tx.row(self._get, id=subject, **parameters))

    async def lock(self, tx: Transaction, subject: UUID, /, **parameters: Any) -> Document:
        """The same with its author, held until the transaction ends."""
        return self._document(subject, await tx.row(self._lock, id=subject, **parameters))

    async def create(
        self, tx: Transaction, subject: UUID | None = None, action: Action = "created", /, **values: Any
    ) -> Saved:
        """With its audit entry and event, as `owner.created`."""
        return await self._record(tx, action, await self._insert(tx, subject, **values))

    async def change(self, tx: Transaction, subject: UUID, action: Action = "updated", /, **values: Any) -> Saved:
        """Likewise. Raises NotFound."""
        return await self._record(tx, action, await self._update(tx, subject, **values))

    async def archive(self, tx: Transaction, subject: UUID, /) -> Saved:
        return await self._record(tx, "archived", await self._set_archived(tx, subject, "archive", func.now()))

    async def restore(self, tx: Transaction, subject: UUID, /) -> Saved:
        return await self._record(tx, "restored", await self._set_archived(tx, subject, "restore", null()))

    async def _insert(self, tx: Transaction, subject: UUID | None, /, **values: Any) -> Row:
        values |= {"id": subject or new_id(), "updated_by": tx.actor.user_id}
        names = ("insert", *sorted(values))
        if names not in self._writes:
            statement = insert(self.table).returning(self.table.c.id, self.table.c.version)
            self._writes[names] = Statement(f"insert {self.kind}", statement, ["clinic_id", *values])
        return await tx.row(self._writes[names], **values)

    async def _update(self, tx: Transaction, subject: UUID, /, **values: Any) -> Row:
        values["updated_by"] = tx.actor.user_id
        names = ("update", *sorted(values))
        if names not in self._writes:
            self._writes[names] = Statement(f"update {self.kind}", self._updating(), list(values))
        return await tx.row(self._writes[names], id=subject, **values)

    async def _record(self, tx: Transaction, action: Action, written: Row) -> Saved:
        """Reads the document and records the change by one statement. Raises NotFound where nothing was written."""
        if written is None:
            raise NotFound
        subject, version = written
        about = {"action": f"{self.kind}.{action}", "kind": self.kind, "subject": subject, "version": version}
        document = await tx.value(self._recorded, id=subject, publish=True, **about, **who_acts(tx.actor))
        return Saved(subject, version, document, self.kind)

    def published(self) -> Published:
        """For snapshots: every row of a clinic by id, the archived ones too."""
        page = bounded(
            self.plain,
            stored_bytes(self.table),
            self.table,
            order=[self.table.c.id],
            keys={"id": self.table.c.id, "version": self.table.c.version},
            where=[self._mine[0], self.table.c.id > bindparam("after", type_=Uuid)],
        )
        return Published(self.kind, self.read, Statement(f"snapshot {self.kind}", select(page)))

    def internal(self) -> Statement:
        """For look-ups by other services: id, version and plain document of one row."""
        statement = select(self.table.c.id, self.table.c.version, self.plain.label("document")).where(*self._mine)
        return Statement(f"look up {self.kind}", statement)

    def _updating(self) -> Any:
        return (
            update(self.table)
            .where(*self._mine)
            .values(version=self.table.c.version + 1, updated_at=func.now())
            .returning(self.table.c.id, self.table.c.version)
        )

    async def _set_archived(self, tx: Transaction, subject: UUID, name: str, value: Any) -> Row:
        if (name,) not in self._writes:
            statement = self._updating().values(archived_at=value)
            self._writes[(name,)] = Statement(f"{name} {self.kind}", statement, ["updated_by"])
        return await tx.row(self._writes[(name,)], id=subject, updated_by=tx.actor.user_id)

    def _document(self, subject: UUID, row: Any) -> Document:
        if row is None:
            raise NotFound
        author = row[2] if len(row) > 2 else None
        return Document(row[0], row[1], author, Name(self.kind, subject))
