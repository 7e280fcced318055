from starlette.responses import Response

from services.billing.invoicing.bills.queries import BILLS
from services.billing.invoicing.credit_notes import operations
from services.billing.invoicing.credit_notes.queries import LIST
from services.billing.invoicing.credit_notes.schemas import CreditNote, CreditNoteIn
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.data.paging import Filter


async def list_credit_notes(call: Call) -> Response:
    """The credit notes of a bill, newest first."""
    filters, bill = call.query(Filter), call.id()
    await call.read(BILLS.get, bill)
    return await call.page(LIST, filters, bill_id=bill)


async def create_credit_note(call: Call) -> Response:
    """Credit an issued bill, in full or some lines of it."""
    note = await call.partly(CreditNoteIn)
    return await call.write(201, operations.credit, call.id(), note, call.expected())


ENDPOINTS = [
    Endpoint("GET", "/bills/{id}/credit-notes", list_credit_notes, "read", response=list[CreditNote], query=Filter),
    Endpoint(
        "POST",
        "/bills/{id}/credit-notes",
        create_credit_note,
        "bills:credit",
        response=CreditNote,
        body=CreditNoteIn,
        status=201,
    ),
]
