from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.wire.shapes import Line, Notes, Shape, Text


class DraftIn(Shape):
    """A record's fields as they were typed, complete or not. `recordVersion`: that of the record which is edited."""

    record_version: Annotated[int, Meta(ge=1)] | None = None
    visit_date: Line = ""
    record_type: Line = ""
    symptoms: Text = ""
    diagnosis: Text = ""
    treatment: Text = ""
    notes: Notes = ""
    veterinarian: Line = ""
    veterinarian_id: UUID | None = None


class Draft(DraftIn, kw_only=True):
    """`id` is the record's or, where a new one is written, the patient's."""

    id: UUID
    version: int
    updated_at: datetime
    patient_id: UUID
    patient_name: str
    record_id: UUID | None
