"""What amends a signed record; runs in the one transaction of its request."""

from datetime import date
from uuid import UUID

from services.patients.addenda import queries
from services.patients.addenda.schemas import AddendumIn
from services.patients.records import rules
from services.patients.records.queries import RECORDS
from services.patients.search.operations import index_addendum
from shared.data.audit import record_change
from shared.data.db import SYSTEM, Transaction
from shared.feed.copies import name_of_user
from shared.wire.documents import Document, Name
from shared.wire.preconditions import Expected


async def create(tx: Transaction, record_id: UUID, addendum: AddendumIn, expected: Expected, today: date) -> Document:
    """Tells those who follow the record, too. Raises Conflict where it isn't signed: it is changed itself then."""
    record = await RECORDS.lock(tx, record_id, today=today)
    record.check(expected)
    rules.amendable(record.fields())
    author = (tx.actor or SYSTEM).user_id
    name = await name_of_user(tx, author)
    saved, document = await queries.add(tx, record_id=record_id, author_id=author, author=name, text=addendum.text)
    await index_addendum(tx, record_id, addendum.text)
    await record_change(tx, "created", "addendum", saved, document)
    await RECORDS.change(tx, record_id, "amended")
    return Document(document, name=Name("addendum", saved))
