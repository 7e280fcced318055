"""SQL of owners. `owner_document` is also what a patient embeds, `brief_owner` what one does in a list."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, exists, select

from services.patients.tables import owners, patients
from shared.db import Statement, Transaction, json_object
from shared.embeds import brief
from shared.paging import Listing
from shared.resources import Resource

_plain: dict[str, ColumnElement[Any]] = {
    "id": owners.c.id,
    "version": owners.c.version,
    "firstName": owners.c.first_name,
    "lastName": owners.c.last_name,
    "email": owners.c.email,
    "phone": owners.c.phone,
    "address": owners.c.address,
    "notes": owners.c.notes,
    "createdAt": owners.c.created_at,
    "updatedAt": owners.c.updated_at,
    "archivedAt": owners.c.archived_at,
}
_brief = {
    "email": brief(owners.c.email),
    "phone": brief(owners.c.phone),
    "address": brief(owners.c.address),
    "notes": brief(owners.c.notes),
}
owner_document = json_object(**_plain)
brief_owner = json_object(**{**_plain, **_brief})

OWNERS = Resource("owner", owners, owner_document)

LIST = Listing(
    "select owners",
    owner_document,
    owners,
    kept=True,
    order=(owners.c.created_at, owners.c.id),
    sorts={"name": (owners.c.last_name, owners.c.first_name), "created": (owners.c.created_at,)},
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
