"""SQL of owners. `owner_document` is also what a patient embeds, `brief_owner` what one does in a list."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, exists, select

from services.patients.tables.registry import owners, patients
from shared.contracts.owner import Owner
from shared.data.db import Statement, Transaction
from shared.data.resources import Resource
from shared.feed.embeds import brief_json

OWNERS = Resource("owner", owners, Owner, read="read")
LIST = OWNERS.listing(sorts={"name": (owners.c.last_name, owners.c.first_name), "created": (owners.c.created_at,)})

owner_document = OWNERS.document
brief_owner = brief_json(OWNERS)

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
    """Archived patients don't hinder an owner from being archived."""
    return bool(await tx.value(_HAS_PATIENTS, id=owner))
