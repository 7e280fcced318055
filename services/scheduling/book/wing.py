"""The appointment book."""

from services.scheduling.book.appointments import routes as appointments
from services.scheduling.book.appointments.queries import APPOINTMENTS
from services.scheduling.book.dashboard import routes as dashboard
from shared.service.plan import Wing

BOOK = Wing([*appointments.ENDPOINTS, *dashboard.ENDPOINTS], publishes=(APPOINTMENTS,))
