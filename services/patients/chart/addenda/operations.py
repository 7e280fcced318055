"""Amends signed records; runs in the one transaction of its request."""

from uuid import UUID

from services.patients.chart.addenda import queries
from services.patients.chart.addenda.schemas import AddendumIn
from services.patients.chart.records import rules
from services.patients.chart.records.found import FOUND
from services.patients.chart.records.queries import RECORDS
from services.patients.chart.records.schemas import RecordNow
from shared.data.audit import record_change
from shared.feed.desk import Desk
from shared.feed.people import name_of_user
from shared.wire.documents import Document, Name
from shared.wire.preconditions import Expected


async def create(desk: Desk, record_id: UUID, addendum: AddendumIn, expected: Expected) -> Document:
    """Tells those who follow the record, too. Raises Conflict where it isn't signed: it is changed itself then."""
    record = await RECORDS.lock(desk, record_id)
    record.check(expected)
    rules.amendable(record.read(RecordNow))
    author = desk.actor.user_id
    name = await name_of_user(desk, author)
    saved, document = await queries.add(desk, record_id=record_id, author_id=author, author=name, text=addendum.text)
    await FOUND.add(desk, record_id, addendum.text)  # what it is found by stays: it is signed
    await record_change(desk, "created", "addendum", saved, document)
    await RECORDS.change(desk, record_id, "amended")
    return Document(document, name=Name("addendum", saved))
