from datetime import datetime
from uuid import UUID

from services.patients.records.schemas import RecordType
from shared.wire.shapes import Name, Notes, Shape, Text


class RecordTemplateIn(Shape):
    """What a new record of this type can begin with."""

    name: Name
    record_type: RecordType = "treatment"
    symptoms: Text = ""
    diagnosis: Text = ""
    treatment: Text = ""
    notes: Notes = ""


class RecordTemplate(RecordTemplateIn, kw_only=True):
    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
