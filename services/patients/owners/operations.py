"""What can be done with owners; each runs in the one transaction of its request."""

from uuid import UUID

from msgspec.structs import asdict

from services.patients.owners.queries import OWNERS, has_patients
from services.patients.owners.schemas import OwnerIn
from services.patients.search.operations import index_owner
from shared.data.db import Transaction
from shared.wire.documents import Change, Document
from shared.wire.errors import Conflict
from shared.wire.preconditions import Expected


async def create(tx: Transaction, owner: OwnerIn, owner_id: UUID | None = None) -> Document:
    saved = await OWNERS.create(tx, owner_id, **asdict(owner))
    await index_owner(tx, saved.id, owner)
    return saved.answer()


async def update(tx: Transaction, owner_id: UUID, change: Change[OwnerIn]) -> Document:
    owner = change.over(await OWNERS.lock(tx, owner_id))
    saved = await OWNERS.change(tx, owner_id, **asdict(owner))
    await index_owner(tx, owner_id, owner)
    return saved.answer()


async def archive(tx: Transaction, owner_id: UUID, expected: Expected) -> Document:
    (await OWNERS.lock(tx, owner_id)).check(expected)
    if await has_patients(tx, owner_id):
        raise Conflict("This owner still has patients; archive or move them first.", slug="has-patients")
    return (await OWNERS.archive(tx, owner_id)).answer()


async def restore(tx: Transaction, owner_id: UUID, expected: Expected) -> Document:
    (await OWNERS.lock(tx, owner_id)).check(expected)
    return (await OWNERS.restore(tx, owner_id)).answer()
