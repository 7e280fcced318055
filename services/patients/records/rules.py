"""Pure decisions about a medical record."""

from datetime import date, timedelta
from uuid import UUID

from services.patients.records.schemas import RecordIn
from shared.documents import Document
from shared.errors import Fault, Invalid, PreconditionRequired

SLACK = timedelta(days=1)  # clients send the UTC date, which can be a day ahead of the clinic's


def checked(record: RecordIn, today: date) -> RecordIn:
    record.visit_date = record.visit_date or today
    if record.visit_date > today + SLACK:
        raise Invalid(Fault("visitDate", "invalid", "lies in the future"))
    return record


def guard(current: Document, expected: int | None, editor: UUID | None) -> None:
    """Notes of two people must not overwrite each other: who writes over another's version has to name it.

    Raises PreconditionRequired. What the demo loader or an import wrote is nobody's.
    """
    if expected is None and current.author not in (None, editor):
        raise PreconditionRequired("Somebody else changed this record; read it and send its ETag as If-Match.")
