"""Event handlers of scheduling: what it follows, and what that does to the book."""

import msgspec

from services.scheduling.book.appointments.operations import cancel_upcoming, hand_over_upcoming
from services.scheduling.book.placing.operations import place_book
from shared.contracts.patient import PatientTold
from shared.data.db import Transaction
from shared.data.event import Event
from shared.feed.follower import apply_copy


async def from_patients(tx: Transaction, event: Event) -> None:
    """Patients and owners are shown beside appointments; an archived or deceased patient comes no more."""
    if event.kind not in ("patient", "owner"):
        return
    is_news = await apply_copy(tx, event)
    if is_news and event.kind == "patient" and msgspec.json.decode(event.data, type=PatientTold).gone:
        await cancel_upcoming(tx, event.subject)


async def from_auth(tx: Transaction, event: Event) -> None:
    """Clinics, whose time zone the book follows; users, whose the future appointments under their name then are."""
    is_news = await apply_copy(tx, event)
    if event.kind == "clinic":
        await place_book(tx)
    elif is_news and event.kind == "user":
        await hand_over_upcoming(tx)
