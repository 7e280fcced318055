"""Replicas of other services' objects: names beside ids, so that a list needs one query and no fan-out.

Copies come by the feed. A write that names an object whose copy isn't there yet asks the object's service, which is
the check that it exists, too, and stores the answer (`shared.feed.directory`).
"""

from uuid import UUID

from sqlalchemy import Boolean, Text, Uuid, bindparam, cast, or_, select
from sqlalchemy.dialects.postgresql import insert

from shared.contracts.clinic import ClinicTold
from shared.data.db import Statement, SystemTransaction, Transaction
from shared.data.tables import clinics, copies
from shared.values.money import DIGITS

_UPSERT_CLINIC = insert(clinics)
_UPSERT_CLINIC = _UPSERT_CLINIC.on_conflict_do_update(
    index_elements=["id"],
    set_={c.name: _UPSERT_CLINIC.excluded[c.name] for c in clinics.c if c.name != "id"},
    where=or_(clinics.c.revision < _UPSERT_CLINIC.excluded.revision, bindparam("whatever", type_=Boolean)),
)
UPSERT_CLINIC = Statement("upsert clinic", _UPSERT_CLINIC, [c.name for c in clinics.c])
CLINIC = Statement("select clinic", select(clinics).where(clinics.c.id == bindparam("id", type_=Uuid)))

_UPSERT = insert(copies)
_UPSERT = _UPSERT.on_conflict_do_update(
    index_elements=["clinic_id", "kind", "id"],
    set_={"revision": _UPSERT.excluded.revision, "document": _UPSERT.excluded.document},
    where=copies.c.revision < _UPSERT.excluded.revision,
)
UPSERT_COPY = Statement("upsert copy", _UPSERT, [c.name for c in copies.c if c.name not in ("brief", "owner_id")])
COPY = Statement(
    "select copy",
    select(cast(copies.c.document, Text)).where(
        copies.c.clinic_id == bindparam("clinic_id", type_=Uuid),
        copies.c.kind == bindparam("kind", type_=Text),
        copies.c.id == bindparam("id", type_=Uuid),
    ),
)


async def upsert_copy(tx: Transaction, kind: str, subject: UUID, revision: int, document: str) -> bool:
    """Unless a newer revision is there; says whether it did."""
    return bool(await tx.execute(UPSERT_COPY, kind=kind, id=subject, revision=revision, document=document))


async def upsert_clinic(tx: SystemTransaction, revision: int, clinic: ClinicTold, *, whatever: bool = False) -> None:
    """Unless a newer revision is there; `whatever`: also then."""
    await tx.execute(
        UPSERT_CLINIC,
        whatever=whatever,
        id=clinic.id,
        revision=revision,
        name=clinic.name,
        time_zone=clinic.time_zone,
        currency=clinic.currency,
        currency_digits=DIGITS[clinic.currency],
        tax_rate=clinic.tax_rate,
        tax_inclusive=clinic.tax_inclusive,
    )
