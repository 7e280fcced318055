"""Templates of records: what a new one of a type can begin with."""

from datetime import datetime
from uuid import UUID

from services.patients.chart.records.schemas import RecordType
from services.patients.tables.chart import record_templates
from shared.api.room import Plain, Room, Words
from shared.data.resources import Resource
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


RECORD_TEMPLATES = Resource("record_template", record_templates, RecordTemplate, read="read")
ROOM = Room(
    "/record-templates",
    RECORD_TEMPLATES,
    RECORD_TEMPLATES.listing(),
    Plain(RECORD_TEMPLATES),
    takes=RecordTemplateIn,
    write="records:write",
    words=Words(
        list="What records can begin with, newest first.",
        create="Keep a text that records can begin with.",
        one="One template.",
        change="Change a template; records that began with it stay as they are.",
        archive="Offer a template no more.",
        restore="Bring an archived template back.",
        archived="Template archived.",
    ),
)
