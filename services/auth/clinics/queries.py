"""SQL of clinics: the frame's table, of which auth holds the truth."""

from typing import Any

from sqlalchemy import Integer, Uuid, bindparam, insert, select, update

from services.auth.second_factors.queries import second_factor_roles
from shared.db import Statement, Transaction, json_object
from shared.documents import Document
from shared.errors import NotFound
from shared.events import Published
from shared.tables import clinics

clinic_document = json_object(
    id=clinics.c.id,
    version=clinics.c.revision,
    name=clinics.c.name,
    timeZone=clinics.c.time_zone,
    currency=clinics.c.currency,
    taxRate=clinics.c.tax_rate,
    taxInclusive=clinics.c.tax_inclusive,
    secondFactorRoles=second_factor_roles,
)
_mine = clinics.c.id == bindparam("clinic_id", type_=Uuid)
_GET = Statement("select clinic", select(clinic_document, clinics.c.revision).where(_mine))
_LOCK = Statement("lock clinic", select(clinic_document, clinics.c.revision).where(_mine).with_for_update())
_INSERT = Statement(
    "insert clinic",
    insert(clinics)
    .values(id=bindparam("clinic_id", type_=Uuid), revision=1)
    .returning(clinic_document, clinics.c.revision),
    ["name", "time_zone", "currency", "currency_digits", "tax_rate", "tax_inclusive"],
)
_UPDATE = Statement(
    "update clinic",
    update(clinics).where(_mine).values(revision=clinics.c.revision + 1).returning(clinic_document, clinics.c.revision),
    ["name", "time_zone", "tax_rate", "tax_inclusive"],
)

# A snapshot goes through each clinic's objects; here that is the clinic itself.
PUBLISHED = Published(
    "clinic",
    Statement(
        "snapshot clinic",
        select(clinics.c.id, clinics.c.revision.label("version"), clinic_document.label("document"))
        .where(_mine, clinics.c.id > bindparam("after", type_=Uuid))
        .limit(bindparam("limit", type_=Integer)),
    ),
)


async def get_clinic(tx: Transaction) -> Document:
    """Raises NotFound."""
    return _document(await tx.row(_GET))


async def lock_clinic(tx: Transaction) -> Document:
    return _document(await tx.row(_LOCK))


async def insert_clinic(tx: Transaction, **values: Any) -> Document:
    return _document(await tx.row(_INSERT, **values))


async def update_clinic(tx: Transaction, **values: Any) -> Document:
    return _document(await tx.row(_UPDATE, **values))


def _document(row: Any) -> Document:
    if row is None:
        raise NotFound
    return Document(*row)
