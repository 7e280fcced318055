"""What billing publishes, what it follows, and what others may look up."""

from services.billing.catalogue.price_items.queries import PRICE_ITEMS
from services.billing.invoicing.bills.queries import BILLS
from services.billing.invoicing.credit_notes.queries import CREDIT_NOTES
from shared.data.db import Transaction
from shared.data.event import Event
from shared.feed.follower import keep_copy

PUBLISHED = (PRICE_ITEMS, BILLS, CREDIT_NOTES)
SHOWN = ("owner", "patient", "record", "appointment")


async def from_auth(tx: Transaction, event: Event) -> None:
    """Clinics, for their currency, tax and time zone; users, since who changed a bill meanwhile is told."""
    await keep_copy(tx, event)


async def keep_shown(tx: Transaction, event: Event) -> None:
    """What bills embed."""
    if event.kind in SHOWN:
        await keep_copy(tx, event)
