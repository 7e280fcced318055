"""Operations on owners; each runs in the one transaction of its request."""

from uuid import UUID

from msgspec.structs import asdict

from services.patients.registry.owners.found import FOUND
from services.patients.registry.owners.queries import OWNERS, has_patients
from services.patients.registry.owners.schemas import OwnerIn
from shared.feed.desk import Desk
from shared.wire.documents import Change, Document
from shared.wire.errors import Conflict
from shared.wire.faults import Faults
from shared.wire.preconditions import Expected


async def create(desk: Desk, owner: OwnerIn, owner_id: UUID | None = None) -> Document:
    Faults(owner).settle()
    saved = await OWNERS.create(desk, owner_id, **asdict(owner))
    await FOUND.index(desk, saved.id, owner)
    return saved.answer()


async def update(desk: Desk, owner_id: UUID, change: Change[OwnerIn]) -> Document:
    owner = change.over(await OWNERS.lock(desk, owner_id))
    saved = await OWNERS.change(desk, owner_id, **asdict(owner))
    await FOUND.index(desk, owner_id, owner)
    return saved.answer()


async def archive(desk: Desk, owner_id: UUID, expected: Expected) -> Document:
    (await OWNERS.lock(desk, owner_id)).check(expected)
    if await has_patients(desk, owner_id):
        raise Conflict("This owner still has patients; archive or move them first.", slug="has-patients")
    return (await OWNERS.archive(desk, owner_id)).answer()


async def restore(desk: Desk, owner_id: UUID, expected: Expected) -> Document:
    (await OWNERS.lock(desk, owner_id)).check(expected)
    return (await OWNERS.restore(desk, owner_id)).answer()
