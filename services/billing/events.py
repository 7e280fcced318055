"""Event handlers of billing: what it follows."""

from shared.data.db import Transaction
from shared.data.event import Event
from shared.feed.follower import apply_copy

SHOWN = ("owner", "patient", "record", "appointment")


async def from_auth(tx: Transaction, event: Event) -> None:
    """Clinics, for their currency, tax and time zone; users, since who changed a bill meanwhile is told."""
    await apply_copy(tx, event)


async def apply_shown(tx: Transaction, event: Event) -> None:
    """What bills embed."""
    if event.kind in SHOWN:
        await apply_copy(tx, event)
