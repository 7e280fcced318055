from datetime import date, datetime
from typing import Literal
from uuid import UUID

from msgspec import field

from services.patients.patients.schemas import Patient
from shared.paging import Filter
from shared.shapes import Line, Notes, Shape, Text

RecordType = Literal["vaccine", "surgery", "treatment", "dental"]


class RecordIn(Shape):
    """`visitDate` is the clinic's today if left out."""

    patient_id: UUID
    visit_date: date | None = None
    record_type: RecordType = "treatment"
    symptoms: Text = ""
    diagnosis: Text = ""
    treatment: Text = ""
    notes: Notes = ""
    veterinarian: Line = ""


class Record(RecordIn, kw_only=True):
    id: UUID
    version: int
    veterinarian_id: UUID | None
    patient: Patient
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


class RecordFilter(Filter):
    """`from` and `to` are days of the visit, both inclusive."""

    from_: date | None = field(default=None, name="from")
    to: date | None = None
    veterinarian: str | None = None
    patient_id: UUID | None = None
