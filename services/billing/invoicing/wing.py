"""Invoicing: bills, what is paid and what is credited."""

from services.billing.invoicing.bills import routes as bills
from services.billing.invoicing.bills.queries import BILLS, LIST
from services.billing.invoicing.credit_notes import routes as credit_notes
from services.billing.invoicing.credit_notes.queries import CREDIT_NOTES
from services.billing.invoicing.payments import routes as payments
from shared.api.summary import OfPatient
from shared.service.plan import Wing

INVOICING = Wing(
    endpoints=(*bills.ENDPOINTS, *payments.ENDPOINTS, *credit_notes.ENDPOINTS),
    publishes=(BILLS, CREDIT_NOTES),
    of_patient=(OfPatient("bills", LIST, {"current": True}),),
)
