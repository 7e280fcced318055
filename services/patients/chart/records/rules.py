"""Pure decisions about a medical record."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from services.patients.chart.records.schemas import RecordIn, RecordNow
from shared.wire.documents import Document
from shared.wire.errors import Conflict, Fault, Invalid, PreconditionRequired
from shared.wire.preconditions import Expected

SLACK = timedelta(days=1)  # clients send the UTC date, which can be a day ahead of the clinic's


def visit_day(record: RecordIn, today: date) -> Iterator[Fault]:
    """Today where none is named."""
    record.visit_date = record.visit_date or today
    if record.visit_date > today + SLACK:
        yield Fault("visitDate", "future", "lies in the future")


def guard(current: Document, expected: Expected, editor: UUID | None) -> None:
    """Notes of two people must not overwrite each other: who writes over another's version has to name it.

    Raises PreconditionRequired. What the demo loader or an import wrote is nobody's.
    """
    if expected.versions is None and current.author not in (None, editor):
        raise PreconditionRequired("Somebody else changed this record; read it and send its ETag as If-Match.")


def open_to_change(record: RecordNow) -> None:
    """Raises Conflict for a signed one: signing locks a record at once, and what is to be added is an addendum."""
    if record.signed_at:
        raise Conflict("This record is signed, so it doesn't change any more; write an addendum.", slug="signed")


def signable(record: RecordNow) -> None:
    """Raises Invalid where nothing was written that a signature could stand under."""
    open_to_change(record)
    if not record.written:
        raise Invalid(Fault("diagnosis", "required", "is required before the record is signed"))


def amendable(record: RecordNow) -> None:
    if not record.signed_at:
        raise Conflict("This record isn't signed yet: change the record itself.", slug="not-signed")
