"""Lists by keyset: no offset, no count; the page is in the `Link` header, the body is a bare array."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    select,
    tuple_,
)

from shared.db import Statement, Transaction
from shared.errors import Fault, Invalid
from shared.shapes import Shape

MAX_LIMIT = 500


class Filter(Shape):
    """A list's query parameters; resources add their own filters."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_LIMIT)] = MAX_LIMIT
    cursor: str | None = None
    archived: bool = False

    def archive(self) -> dict[str, bool | None]:
        """Either the current or the archived ones, as values for a Listing's `current` and `archived`."""
        return {"archived": True if self.archived else None, "current": None if self.archived else True}


@dataclass(frozen=True, slots=True)
class Page:
    """`body`: the JSON array; `next`: the cursor of the page after it, if there is one."""

    body: str
    next: str | None


class Listing:
    """One list of a resource as SQL, newest first. Every combination of filters is compiled once, when first used.

    `where`: the filters by name, each a condition that holds a bind parameter of that name; `always`: conditions of
    every page. All conditions and the order must be leakproof, or the index is lost under row-level security.
    `kept`: each change of what the list shows is audited or a copy's, so its pages are good until the next.
    """

    def __init__(
        self,
        name: str,
        document: ColumnElement[Any],
        source: FromClause,
        *,
        order: tuple[Column[Any], ...],
        where: Mapping[str, ColumnElement[bool]] | None = None,
        always: tuple[ColumnElement[bool], ...] = (),
        kept: bool = False,
    ) -> None:
        self.kept = kept
        self._name = name
        self._document = document
        self._source = source
        self._order = order
        self._where = where or {}
        self._always = always
        self._keys = tuple[tuple(_python_type(column) for column in order)]  # type: ignore[misc]
        self._statements: dict[tuple[str, ...], Statement] = {}

    async def page(self, tx: Transaction, /, limit: int, cursor: str | None, **values: Any) -> Page:
        """`values`: filters (those that are None are left out) and whatever the document's own parameters are.

        Raises Invalid where the cursor isn't one that this list gave out.
        """
        used = tuple(name for name in self._where if values.get(name) is not None)
        if cursor is not None:
            used += ("cursor",)
            values |= {f"key_{i}": key for i, key in enumerate(self._decode(cursor))}
        if used not in self._statements:
            self._statements[used] = Statement(self._name, self._select(used))
        row = await tx.row(self._statements[used], limit=limit, **values)
        assert row is not None
        body, last, count = row
        return Page(f"[{body or ''}]", _encode(last) if count > limit else None)

    def _select(self, used: tuple[str, ...]) -> Select[Any]:
        conditions = [*self._always, *(self._where[name] for name in used if name != "cursor")]
        if "cursor" in used:
            keys = (bindparam(f"key_{i}", type_=column.type) for i, column in enumerate(self._order))
            conditions.append(tuple_(*self._order) < tuple_(*keys))
        newest_first = [column.desc() for column in self._order]
        limit = bindparam("limit", type_=Integer)
        clinic = self._order[0].table.c.clinic_id == bindparam("clinic_id", type_=Uuid)
        inner = (
            select(
                self._document.label("document"),
                func.row_number().over(order_by=newest_first).label("n"),
                *(column.label(f"key_{i}") for i, column in enumerate(self._order)),
            )
            .select_from(self._source)
            .where(clinic, *conditions)
            .order_by(*newest_first)
            .limit(limit + 1)
            .subquery()
        )
        last = (inner.c[f"key_{i}"] for i in range(len(self._order)))
        return select(
            func.string_agg(cast(inner.c.document, Text), ",").filter(inner.c.n <= limit),
            func.max(cast(func.json_build_array(*last), Text)).filter(inner.c.n == limit),
            func.count(),
        ).select_from(inner)

    def _decode(self, cursor: str) -> tuple[Any, ...]:
        try:
            text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            keys: tuple[Any, ...] = msgspec.json.decode(text, type=self._keys)
        except (ValueError, msgspec.DecodeError) as error:
            raise Invalid(Fault("cursor", "invalid", "is not one that this list gave out")) from error
        return keys


def _encode(keys: str) -> str:
    return urlsafe_b64encode(keys.encode()).decode().rstrip("=")


def _python_type(column: Column[Any]) -> type:
    kind = column.type.python_type
    return kind if kind in (datetime, date, UUID, int) else str
