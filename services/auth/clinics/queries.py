"""SQL of clinics: the frame's table, of which auth holds the truth."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Integer, Uuid, bindparam, case, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from services.auth.second_factors.queries import second_factor_roles
from services.auth.tables import measures
from shared.data.audit import author_of
from shared.data.db import Statement, Transaction, json_object
from shared.data.event import Published
from shared.data.tables import clinics
from shared.wire.documents import Document
from shared.wire.errors import NotFound

_own_unit = select(measures.c.weight_unit).where(measures.c.clinic_id == clinics.c.id).scalar_subquery()
_usual_unit = case((clinics.c.currency == "USD", "lbs"), else_="kg")

clinic_document = json_object(
    id=clinics.c.id,
    version=clinics.c.revision,
    name=clinics.c.name,
    timeZone=clinics.c.time_zone,
    currency=clinics.c.currency,
    taxRate=clinics.c.tax_rate,
    taxInclusive=clinics.c.tax_inclusive,
    weightUnit=func.coalesce(_own_unit, _usual_unit),
    secondFactorRoles=second_factor_roles,
)
_mine = clinics.c.id == bindparam("clinic_id", type_=Uuid)
_GET = Statement("select clinic", select(clinic_document, clinics.c.revision).where(_mine))
_LOCK = Statement("lock clinic", select(clinic_document, clinics.c.revision).where(_mine).with_for_update())
_INSERT = Statement(
    "insert clinic",
    insert(clinics).values(id=bindparam("clinic_id", type_=Uuid), revision=1),
    ["name", "time_zone", "currency", "currency_digits", "tax_rate", "tax_inclusive"],
)
_UPDATE = Statement(
    "update clinic",
    update(clinics).where(_mine).values(revision=clinics.c.revision + 1),
    ["name", "time_zone", "tax_rate", "tax_inclusive"],
)

_UPSERT = upsert(measures)
_UPSERT_UNIT = Statement(
    "upsert weight unit",
    _UPSERT.on_conflict_do_update(index_elements=["clinic_id"], set_={"weight_unit": _UPSERT.excluded.weight_unit}),
    ["clinic_id", "weight_unit"],
)

# A snapshot goes through each clinic's objects; here that is the clinic itself.
PUBLISHED = Published(
    "clinic",
    "read",
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
    """With its author."""
    document = _document(await tx.row(_LOCK))
    return replace(document, author=await author_of(tx, "clinic", tx.clinic_id))


async def insert_clinic(tx: Transaction, **values: Any) -> Document:
    await tx.execute(_INSERT, **values)
    return await get_clinic(tx)


async def update_clinic(tx: Transaction, **values: Any) -> Document:
    """Raises NotFound."""
    await tx.execute(_UPDATE, **values)
    return await get_clinic(tx)


async def upsert_weight_unit(tx: Transaction, unit: str) -> None:
    await tx.execute(_UPSERT_UNIT, weight_unit=unit)


def _document(row: Any) -> Document:
    if row is None:
        raise NotFound
    return Document(*row)
