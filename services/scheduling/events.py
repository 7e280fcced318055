"""Event handlers of scheduling: what news of others do to the book."""

import msgspec

from services.scheduling.book.appointments.operations import cancel_upcoming, hand_over_upcoming
from services.scheduling.book.placing.operations import place_book
from shared.contracts.feed import Event
from shared.contracts.patient import PatientTold
from shared.data.db import Transaction


async def from_patients(tx: Transaction, events: list[Event]) -> None:
    """An archived or deceased patient comes no more."""
    for event in events:
        if event.kind == "patient" and msgspec.json.decode(event.data, type=PatientTold).gone:
            await cancel_upcoming(tx, event.subject)


async def from_auth(tx: Transaction, events: list[Event]) -> None:
    """The book follows the clinic's time zone; a user's are the future appointments under that name."""
    kinds = {event.kind for event in events}
    if "clinic" in kinds:
        await place_book(tx)
    if "user" in kinds:
        await hand_over_upcoming(tx)
