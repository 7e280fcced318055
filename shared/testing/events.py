"""What a service hears of others, without a feed."""

from uuid import UUID

import msgspec

from shared.contracts.clinic import ClinicTold
from shared.contracts.feed import Event
from shared.data.db import SYSTEM, Database
from shared.data.event import Effect
from shared.feed.copies import upsert_clinic, upsert_copy


async def hear(db: Database, clinic: UUID, event: Event, effect: Effect | None = None) -> None:
    """As the follower does it: the copy, then the effect of what is news."""
    async with db.transaction(clinic, SYSTEM) as tx:
        if event.kind == "clinic":
            await upsert_clinic(tx, event.revision, msgspec.json.decode(event.data, type=ClinicTold))
        elif not await upsert_copy(tx, event.kind, event.subject, event.revision, bytes(event.data).decode()):
            return
        if effect:
            await effect(tx, [event])
