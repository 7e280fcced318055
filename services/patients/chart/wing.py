"""The chart: the medical record of an animal."""

from services.patients.chart.addenda import routes as addenda
from services.patients.chart.drafts import routes as drafts
from services.patients.chart.record_templates.room import ROOM as RECORD_TEMPLATES
from services.patients.chart.records import routes as records
from services.patients.chart.records.queries import LIST, RECORDS
from services.patients.chart.records.views import saw_list
from shared.api.summary import OfPatient
from shared.service.plan import Wing

CHART = Wing(
    rooms=(RECORD_TEMPLATES,),
    endpoints=(*records.ENDPOINTS, *addenda.ENDPOINTS, *drafts.ENDPOINTS),
    publishes=(RECORDS,),
    of_patient=(OfPatient("records", LIST, seen=saw_list),),
)
