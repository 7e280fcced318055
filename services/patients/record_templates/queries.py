"""SQL of the templates that records can begin with."""

from services.patients.tables import record_templates
from shared.db import json_object
from shared.paging import Listing
from shared.resources import Resource

template_document = json_object(
    id=record_templates.c.id,
    version=record_templates.c.version,
    name=record_templates.c.name,
    recordType=record_templates.c.record_type,
    symptoms=record_templates.c.symptoms,
    diagnosis=record_templates.c.diagnosis,
    treatment=record_templates.c.treatment,
    notes=record_templates.c.notes,
    createdAt=record_templates.c.created_at,
    updatedAt=record_templates.c.updated_at,
    archivedAt=record_templates.c.archived_at,
)
RECORD_TEMPLATES = Resource("record_template", record_templates, template_document)

LIST = Listing(
    "select record templates",
    template_document,
    record_templates,
    kept=True,
    order=(record_templates.c.created_at, record_templates.c.id),
    where={
        "archived": record_templates.c.archived_at.is_not(None),
        "current": record_templates.c.archived_at.is_(None),
    },
)
