"""The appointment book."""

from services.scheduling.book.appointments import routes as appointments
from services.scheduling.book.appointments.queries import APPOINTMENTS, LIST
from services.scheduling.book.dashboard import routes as dashboard
from shared.api.summary import OfPatient
from shared.service.plan import Wing

BOOK = Wing(
    endpoints=(*appointments.ENDPOINTS, *dashboard.ENDPOINTS),
    publishes=(APPOINTMENTS,),
    of_patient=(OfPatient("appointments", LIST, {"current": True}),),
)
