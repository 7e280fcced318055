"""Autosaved drafts, each for its writer alone. They are no part of the medical record, so they aren't audited."""

from uuid import UUID

import msgspec

from services.patients.chart.drafts import queries
from services.patients.chart.drafts.schemas import DraftIn
from shared.feed.desk import Desk
from shared.wire.documents import Change, Document
from shared.wire.errors import NotFound
from shared.wire.preconditions import Expected

_NEW = Document("{}")


def _me(desk: Desk) -> UUID:
    user_id = desk.actor.user_id
    assert user_id
    return user_id


async def get(desk: Desk, user_id: UUID, subject: UUID) -> Document:
    found = await queries.find(desk, user_id, subject)
    if found is None:
        raise NotFound
    return found


async def save(desk: Desk, subject: UUID, change: Change[DraftIn]) -> Document:
    """Over the draft that is there; the first one needs the record, or the patient, that it is for."""
    of = await queries.subject_of(desk, subject)
    if of is None:
        raise NotFound
    draft = change.over(await queries.find(desk, _me(desk), subject) or _NEW)
    await queries.save(desk, _me(desk), subject, *of, msgspec.json.encode(draft).decode())
    return await get(desk, _me(desk), subject)


async def discard(desk: Desk, subject: UUID, expected: Expected) -> Document:
    draft = await get(desk, _me(desk), subject)
    draft.check(expected)
    await queries.remove(desk, _me(desk), subject)
    return draft
