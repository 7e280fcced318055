"""Event handlers of patients: what it follows."""

from shared.data.db import Transaction
from shared.data.event import Event
from shared.feed.follower import apply_copy


async def from_auth(tx: Transaction, event: Event) -> None:
    """Users, since a veterinarian is named in records; clinics, since their time zone decides what today is."""
    await apply_copy(tx, event)
