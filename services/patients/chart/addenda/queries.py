"""SQL of addenda: they are added, never changed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, case, cast, func, insert, literal_column, select

from services.patients.tables.chart import addenda, records
from shared.data.db import Statement, Transaction, json_object
from shared.data.idempotency import READERS
from shared.data.paging import Listing
from shared.feed.embeds import brief
from shared.values.ids import new_id
from shared.wire.documents import Document, Name

addendum_document = json_object(
    id=addenda.c.id,
    recordId=addenda.c.record_id,
    at=addenda.c.at,
    authorId=addenda.c.author_id,
    author=addenda.c.author,
    text=addenda.c.text,
)
# Of the record of the row around them, by its name alone: of it nothing is in their own FROM.
_of = select(func.count()).where(
    addenda.c.clinic_id == bindparam("clinic_id", type_=Uuid),
    addenda.c.record_id == literal_column("records.id", Uuid),
)
_last = _of.with_only_columns(
    json_object(at=addenda.c.at, author=addenda.c.author, text=brief(addenda.c.text)), maintain_column_froms=True
)
_newest = _last.order_by(addenda.c.at.desc(), addenda.c.id.desc()).limit(literal_column("1"))
_signed = records.c.signed_at.is_not(None)  # the others have none, and aren't looked for
AMENDED = {
    "addenda_count": case((_signed, _of.scalar_subquery()), else_=0),
    "last_addendum": case((_signed, _newest.scalar_subquery())),
}
LIST = Listing(
    "select addenda",
    addendum_document,
    addenda,
    cached=True,
    order=(addenda.c.at, addenda.c.id),
    where={"record_id": addenda.c.record_id == bindparam("record_id", type_=Uuid)},
)
_INSERT = Statement(
    "insert addendum",
    insert(addenda),
    ["clinic_id", "id", "record_id", "author_id", "author", "text"],
)
_GET = Statement(
    "select addendum",
    select(cast(addendum_document, Text)).where(
        addenda.c.clinic_id == bindparam("clinic_id", type_=Uuid), addenda.c.id == bindparam("id", type_=Uuid)
    ),
)


async def add(tx: Transaction, **values: Any) -> tuple[UUID, str]:
    """Its id, and itself as JSON."""
    addendum_id = new_id()
    await tx.execute(_INSERT, id=addendum_id, **values)
    document: str = await tx.value(_GET, id=addendum_id)
    return addendum_id, document


async def get(tx: Transaction, addendum_id: UUID, **_: Any) -> Document:
    return Document(await tx.value(_GET, id=addendum_id), name=Name("addendum", addendum_id))


READERS["addendum"] = get
