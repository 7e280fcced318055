"""What somebody is writing, kept for its writer alone. It is no part of the medical record, so it isn't audited."""

from uuid import UUID

import msgspec

from services.patients.drafts import queries
from services.patients.drafts.schemas import DraftIn
from shared.data.db import SYSTEM, Transaction
from shared.wire.documents import Change, Document
from shared.wire.errors import NotFound
from shared.wire.preconditions import Expected

_NEW = Document("{}")


def _me(tx: Transaction) -> UUID:
    user_id = (tx.actor or SYSTEM).user_id
    assert user_id
    return user_id


async def get(tx: Transaction, user_id: UUID, subject: UUID) -> Document:
    found = await queries.find(tx, user_id, subject)
    if found is None:
        raise NotFound
    return found


async def save(tx: Transaction, subject: UUID, change: Change[DraftIn]) -> Document:
    """Over the draft that is there; the first one needs the record, or the patient, that it is for."""
    of = await queries.subject_of(tx, subject)
    if of is None:
        raise NotFound
    draft = change.over(await queries.find(tx, _me(tx), subject) or _NEW)
    await queries.save(tx, _me(tx), subject, *of, msgspec.json.encode(draft).decode())
    return await get(tx, _me(tx), subject)


async def discard(tx: Transaction, subject: UUID, expected: Expected) -> Document:
    draft = await get(tx, _me(tx), subject)
    draft.check(expected)
    await queries.remove(tx, _me(tx), subject)
    return draft
