"""What can be done with owners; each runs in the one transaction of its request."""

from uuid import UUID

from msgspec.structs import asdict

from services.patients.owners.queries import OWNERS, has_patients
from services.patients.owners.schemas import OwnerIn
from services.patients.search.operations import index_owner
from shared.audit import Action
from shared.db import Transaction
from shared.documents import Change, Document
from shared.errors import Conflict
from shared.preconditions import Expected
from shared.resources import Saved


async def create(tx: Transaction, owner: OwnerIn, owner_id: UUID | None = None) -> Document:
    saved = await OWNERS.insert(tx, owner_id, **asdict(owner))
    return await _changed(tx, "created", saved, owner)


async def update(tx: Transaction, owner_id: UUID, change: Change[OwnerIn]) -> Document:
    owner = change.over(await OWNERS.lock(tx, owner_id))
    saved = await OWNERS.update(tx, owner_id, **asdict(owner))
    return await _changed(tx, "updated", saved, owner)


async def archive(tx: Transaction, owner_id: UUID, expected: Expected) -> Document:
    (await OWNERS.lock(tx, owner_id)).check(expected)
    if await has_patients(tx, owner_id):
        raise Conflict("This owner still has patients; archive or move them first.", slug="has-patients")
    return (await OWNERS.archive(tx, owner_id)).answer()


async def restore(tx: Transaction, owner_id: UUID, expected: Expected) -> Document:
    (await OWNERS.lock(tx, owner_id)).check(expected)
    return (await OWNERS.restore(tx, owner_id)).answer()


async def _changed(tx: Transaction, action: Action, saved: Saved, owner: OwnerIn) -> Document:
    await index_owner(tx, saved.id, owner)
    await OWNERS.record(tx, action, saved)
    return saved.answer()
