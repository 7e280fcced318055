"""What patients publishes, what it follows, and what others may look up."""

from services.patients.chart.record_templates.room import RECORD_TEMPLATES
from services.patients.chart.records.queries import RECORDS
from services.patients.registry.owners.queries import OWNERS
from services.patients.registry.patients.queries import PATIENTS
from shared.data.db import Transaction
from shared.data.event import Event
from shared.feed.follower import keep_copy

PUBLISHED = (OWNERS, PATIENTS, RECORDS, RECORD_TEMPLATES)


async def from_auth(tx: Transaction, event: Event) -> None:
    """Users, since a veterinarian is named in records; clinics, since their time zone decides what today is."""
    await keep_copy(tx, event)
