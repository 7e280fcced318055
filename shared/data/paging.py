"""Keyset (seek) pagination: no offset, no count; the page is in the `Link` header, the body is a bare array."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import GenericAlias
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec.structs import asdict
from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Subquery,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.data.db import Statement, Transaction
from shared.wire.errors import Fault, Invalid
from shared.wire.shapes import Shape

MAX_LIMIT = 500
MAX_BYTES = 2_000_000
Cursor = Annotated[str, msgspec.Meta(max_length=3_000)]  # two names of 200 characters of 4 bytes, and an id


class Filter(Shape):
    """A list's query parameters; resources add their own filters. A page ends at `limit` objects, or before the one
    with which it would have more than `bytes`, whichever is first, but holds one."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_LIMIT)] = MAX_LIMIT
    bytes: Annotated[int, msgspec.Meta(ge=1, le=MAX_BYTES)] = MAX_BYTES
    cursor: Cursor | None = None


_OF_EVERY_LIST = ("limit", "bytes", "cursor", "sort", "archived")


class ArchiveFilter(Filter):
    """Of a list of what can be archived."""

    archived: bool = False

    def values(self) -> dict[str, Any]:
        """For a Listing whose filters have the names of this one's fields."""
        own = {name: value for name, value in asdict(self).items() if name not in _OF_EVERY_LIST}
        return own | self.archive()

    def archive(self) -> dict[str, bool | None]:
        """Either the current or the archived ones, as values for a Listing's `current` and `archived`."""
        return {"archived": True if self.archived else None, "current": None if self.archived else True}


def has_free_text(filters: Filter) -> bool:
    """Whether it asks for words of anybody's choice: there are as many such answers as somebody likes to think of."""
    return any(getattr(filters, name) for name in _free_text(type(filters)))


@cache
def _free_text(shape: type[Filter]) -> tuple[str, ...]:
    info = msgspec.inspect.type_info(shape)
    assert isinstance(info, msgspec.inspect.StructType)
    return tuple(each.name for each in info.fields if each.name not in ("cursor", "sort") and _is_text(each.type))


def _is_text(kind: msgspec.inspect.Type) -> bool:
    if isinstance(kind, msgspec.inspect.Metadata):
        return _is_text(kind.type)
    if isinstance(kind, msgspec.inspect.UnionType):
        return any(map(_is_text, kind.types))
    return isinstance(kind, msgspec.inspect.StrType)


@dataclass(frozen=True, slots=True)
class Page:
    """`body`: the JSON array; `next`: the cursor of the page after it, if there is one."""

    body: str
    next: str | None


def stored_bytes(table: FromClause) -> ColumnElement[int]:
    """How much a row's texts take at least as JSON, told without reading those that stand beside the row."""
    sizes = {Text: func.octet_length, JSONB: func.pg_column_size}
    found = [(each, sizes[type(each.type)](each)) for each in table.c if type(each.type) in sizes]
    return sum((func.coalesce(size, 0) if each.nullable else size for each, size in found), start=literal_column("0"))


def bounded(
    document: ColumnElement[Any],
    size: ColumnElement[int],
    source: FromClause,
    *,
    order: Sequence[ColumnElement[Any]],
    keys: Mapping[str, ColumnElement[Any]],
    where: Sequence[ColumnElement[bool]],
) -> Subquery:
    """The first rows with their documents as text; null from where the parameters `limit` or `bytes` end the page.

    A document is built only where the sizes so far leave room for it, and given only where its own text still fits:
    `size` is what it has at least.
    """
    limit, most = bindparam("limit", type_=Integer), bindparam("bytes", type_=Integer)
    so_far: Any = {"order_by": order, "rows": (None, 0)}
    number = func.row_number().over(**so_far)
    fits = and_(number <= limit, or_(number == 1, func.sum(size).over(**so_far) <= most))
    built = (
        select(*(key.label(name) for name, key in keys.items()), number.label("n"))
        .add_columns(case((fits, cast(document, Text))).label("document"))
        .select_from(source)
        .where(*where)
        .order_by(*order)
        .limit(limit + 1)
        .subquery()
    )
    length = func.sum(func.octet_length(built.c.document) + 1).over(rows=(None, 0))
    given = case((or_(built.c.n == 1, length < most), built.c.document))
    return select(*(built.c[name] for name in keys), given.label("document")).subquery()


class Listing:
    """One list of a resource as SQL, newest first, or as `sorts` has it: by name, upwards, or downwards where a minus
    stands before it. Every combination of filters and orders is compiled once, when first used.

    `where`: the filters by name, each a condition that holds a bind parameter of that name; `always`: conditions of
    every page. All conditions and the order must be leakproof, or the index is lost under row-level security.
    `size`: bytes of a document at least (as `stored_bytes`, which counts the list's own table).
    `ranks`: what comes before the order, where the list is to choose from: its first page is all that there is.
    `cached`: each change of what the list shows is audited or a copy's, so its pages are good until the next.
    """

    def __init__(
        self,
        name: str,
        document: ColumnElement[Any],
        source: FromClause,
        *,
        order: tuple[Column[Any], ...],
        sorts: Mapping[str, Sequence[ColumnElement[Any]]] | None = None,
        where: Mapping[str, ColumnElement[bool]] | None = None,
        always: tuple[ColumnElement[bool], ...] = (),
        size: ColumnElement[int] | None = None,
        ranks: tuple[ColumnElement[Any], ...] = (),
        cached: bool = False,
    ) -> None:
        self.cached = cached
        self._name = name
        self._document = document
        self._source = source
        self._ranks = ranks
        self._orders = {"": order, **{name: (*keys, order[-1]) for name, keys in (sorts or {}).items()}}
        self._clinic = order[0].table.c.clinic_id
        self._size = stored_bytes(order[0].table) if size is None else size
        self._where = where or {}
        self._always = always
        self._statements: dict[tuple[str, ...], Statement] = {}

    async def page(
        self, tx: Transaction, /, limit: int, cursor: str | None, most: int = MAX_BYTES, sort: str = "", **values: Any
    ) -> Page:
        """`values`: filters (those that are None are left out) and whatever the document's own parameters are.

        Raises Invalid where the cursor isn't one that this list gave out.
        """
        used = (sort, *(name for name in self._where if values.get(name) is not None))
        if cursor is not None:
            if self._ranks:
                raise Invalid(Fault("cursor", "invalid", "is for lists in the order of time"))
            used += ("cursor",)
            values |= {f"key_{i}": key for i, key in enumerate(self._decode(cursor, sort))}
        if used not in self._statements:
            self._statements[used] = self._statement(used, values)
        row = await tx.row(self._statements[used], limit=limit, bytes=most, **values)
        assert row is not None
        body, last, more = row
        return Page(f"[{body or ''}]", _encode(last, sort) if more and not self._ranks else None)

    def _statement(self, used: tuple[str, ...], values: dict[str, Any]) -> Statement:
        """Raises TypeError for a value that is none of its filters and parameters: it would be left out in silence."""
        statement = Statement(self._name, self._select(*used))
        if unknown := {name for name in values if values[name] is not None} - self._where.keys() - statement.names:
            raise TypeError(f"{self._name} has no {', '.join(sorted(unknown))}")
        return statement

    def _select(self, sort: str, *used: str) -> Select[Any]:
        keys, downwards = self._orders[sort.removeprefix("-")], not sort or sort.startswith("-")
        conditions = [*self._always, *(self._where[name] for name in used if name != "cursor")]
        if "cursor" in used:
            last_keys = tuple_(*(bindparam(f"key_{i}", type_=key.type) for i, key in enumerate(keys)))
            conditions.append(tuple_(*keys) < last_keys if downwards else tuple_(*keys) > last_keys)
        clinic = self._clinic == bindparam("clinic_id", type_=Uuid)
        page = bounded(
            self._document,
            self._size,
            self._source,
            order=[*self._ranks, *(key.desc() if downwards else key.asc() for key in keys)],
            keys={f"key_{i}": key for i, key in enumerate(keys)},
            where=[clinic, *conditions],
        )
        given = page.c.document.is_not(None)
        count = func.count(page.c.document)
        last = (func.array_agg(page.c[f"key_{i}"]).filter(given)[count] for i in range(len(keys)))
        return select(
            func.string_agg(page.c.document, ","),
            cast(func.json_build_array(*last), Text),
            func.count() > count,
        ).select_from(page)

    def sorted_by(self, sort: str | None) -> str:
        """Its own order where it has no other of this name."""
        return sort if sort and sort.removeprefix("-") in self._orders else ""

    def _decode(self, cursor: str, sort: str) -> tuple[Any, ...]:
        types: Any = GenericAlias(tuple, tuple(map(_python_type, self._orders[sort.removeprefix("-")])))
        try:
            text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            of, _, last = text.decode().rpartition("\n")
            if of != sort:
                raise ValueError("a cursor of another order")
            keys: tuple[Any, ...] = msgspec.json.decode(last, type=types)
        except (ValueError, msgspec.DecodeError) as error:
            raise Invalid(Fault("cursor", "invalid", "is not one that this list gave out")) from error
        return keys


def _encode(keys: str, sort: str) -> str:
    """With its order, since keys of two orders may look alike."""
    return urlsafe_b64encode((f"{sort}\n{keys}" if sort else keys).encode()).decode().rstrip("=")


def _python_type(column: ColumnElement[Any]) -> type:
    kind = column.type.python_type
    return kind if kind in (datetime, date, UUID, int) else str
