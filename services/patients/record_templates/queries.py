"""SQL of the templates that records can begin with."""

from services.patients.record_templates.schemas import RecordTemplate
from services.patients.tables import record_templates
from shared.data.resources import Resource

RECORD_TEMPLATES = Resource("record_template", record_templates, RecordTemplate)
LIST = RECORD_TEMPLATES.listing()
