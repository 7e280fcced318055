"""The chart: the medical record of an animal."""

from services.patients.chart.addenda import routes as addenda
from services.patients.chart.drafts import routes as drafts
from services.patients.chart.record_templates.room import RECORD_TEMPLATES
from services.patients.chart.record_templates.room import ROOM as TEMPLATES
from services.patients.chart.records import routes as records
from services.patients.chart.records.queries import RECORDS
from shared.service.plan import Wing

CHART = Wing(
    [*records.ENDPOINTS, *addenda.ENDPOINTS, *drafts.ENDPOINTS, *TEMPLATES.endpoints()],
    publishes=(RECORDS, RECORD_TEMPLATES),
)
