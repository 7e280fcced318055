"""SQL of owners. `owner_document` is also what a patient embeds."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, exists, select

from services.patients.tables import owners, patients
from shared.db import Statement, Transaction, json_object
from shared.paging import Listing
from shared.resources import Resource

owner_document = json_object(
    id=owners.c.id,
    version=owners.c.version,
    firstName=owners.c.first_name,
    lastName=owners.c.last_name,
    email=owners.c.email,
    phone=owners.c.phone,
    address=owners.c.address,
    notes=owners.c.notes,
    createdAt=owners.c.created_at,
    updatedAt=owners.c.updated_at,
    archivedAt=owners.c.archived_at,
)

OWNERS = Resource("owner", owners, owner_document)

LIST = Listing(
    "select owners",
    owner_document,
    owners,
    kept=True,
    order=(owners.c.created_at, owners.c.id),
    where={"archived": owners.c.archived_at.is_not(None), "current": owners.c.archived_at.is_(None)},
)

_HAS_PATIENTS = Statement(
    "select owner's patients",
    select(
        exists().where(
            patients.c.clinic_id == bindparam("clinic_id", type_=Uuid),
            patients.c.owner_id == bindparam("id", type_=Uuid),
            patients.c.archived_at.is_(None),
        )
    ),
)


async def has_patients(tx: Transaction, owner: UUID) -> bool:
    """Archived patients don't keep an owner from being archived."""
    return bool(await tx.value(_HAS_PATIENTS, id=owner))
