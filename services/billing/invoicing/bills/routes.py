from pathlib import Path
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.billing.invoicing.bills import operations
from services.billing.invoicing.bills.queries import BILLS, LIST
from services.billing.invoicing.bills.schemas import Bill, BillFilter, BillIn
from services.billing.invoicing.bills.sheet import bill_sheet
from services.billing.invoicing.credit_notes.queries import credit_notes_of
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.api.pdf import PdfFilter, language, pdf
from shared.contracts.owner import OwnerTold
from shared.contracts.patient import PatientTold
from shared.contracts.told import Told
from shared.feed.desk import Desk
from shared.wire.errors import Invalid, NotFound
from shared.wire.shapes import Message

TEMPLATE = Path(__file__).with_name("bill.typ")


async def list_bills(call: Call) -> Response:
    """Bills, newest first or sorted."""
    filters = call.query(BillFilter)
    return await _page(call, filters, owner_id=filters.owner_id, patient_id=filters.patient_id)


async def list_owner_bills(call: Call) -> Response:
    """An owner's bills, newest first."""
    filters, owner = call.query(BillFilter), call.id("ownerId")
    await _known(call, OwnerTold, owner)
    return await _page(call, filters, owner_id=owner, patient_id=filters.patient_id)


async def list_patient_bills(call: Call) -> Response:
    """A patient's bills, newest first."""
    filters, patient = call.query(BillFilter), call.id("patientId")
    await _known(call, PatientTold, patient)
    return await _page(call, filters, owner_id=filters.owner_id, patient_id=patient)


async def create_bill(call: Call) -> Response:
    """Write a bill: a draft, or issued at once with the status `sent` or `paid`."""
    bill = await call.partly(BillIn)
    return await call.write(201, operations.create, bill)


async def get_bill(call: Call) -> Response:
    """One bill."""
    return call.answer(await call.read(BILLS.get, call.id()))


async def print_bill(call: Call) -> Response:
    """A bill as PDF; an issued one shows owner, patient and clinic as they were then."""
    bill, then = await call.read(operations.printable, call.id())
    notes = await call.read(credit_notes_of, call.id())
    sheet = bill_sheet(bill, notes, then, language(call, then))
    return await pdf(call, TEMPLATE, bill["billNumber"], sheet)


async def update_bill(call: Call) -> Response:
    """Change a draft; of an issued bill the notes, the due date and the status; to cancel one needs bills:credit."""
    change = await call.change(BillIn)
    return await call.write(200, operations.update, call.id(), change)


async def archive_bill(call: Call) -> Response:
    """Archive a draft."""
    return await call.remove("Bill archived.", operations.archive, call.id(), call.expected())


async def restore_bill(call: Call) -> Response:
    """Bring an archived draft back; 409 where its owner or patient is archived."""
    return await call.write(200, operations.restore, call.id(), call.expected())


async def issue_bill(call: Call) -> Response:
    """Issue a draft: it gets its number, and is credited from then on, not changed."""
    return await call.write(200, operations.issue, call.id(), call.expected())


async def _known(call: Call, told: type[Told], subject: UUID) -> None:
    try:
        await call.read(_need, told, subject)
    except Invalid:
        raise NotFound from None


async def _need(desk: Desk, told: type[Told], subject: UUID) -> None:
    await desk.need(told, subject, "")


async def _page(call: Call, filters: BillFilter, **parties: UUID | None) -> Response:
    asked: dict[str, Any] = {"from_": filters.from_, "to": filters.to, "number": filters.number}
    return await call.page(LIST, filters, **asked, **parties, **_status(filters), **filters.archive())


def _status(filters: BillFilter) -> dict[str, Any]:
    """`overdue` is a sent bill after its due date, and not `sent` to those who ask."""
    if filters.status == "overdue":
        return {"status": "sent", "overdue": True}
    return {"status": filters.status, "not_overdue": True if filters.status == "sent" else None}


ENDPOINTS = [
    Endpoint("GET", "/bills", list_bills, "read", response=list[Bill], query=BillFilter),
    Endpoint("POST", "/bills", create_bill, "bills:write", response=Bill, body=BillIn, status=201),
    Endpoint("GET", "/bills/{id}", get_bill, "read", response=Bill),
    Endpoint("GET", "/bills/{id}/pdf", print_bill, "read", response=bytes, query=PdfFilter),
    Endpoint("PUT", "/bills/{id}", update_bill, "bills:write", response=Bill, body=BillIn),
    Endpoint("DELETE", "/bills/{id}", archive_bill, "bills:write", response=Message),
    Endpoint("POST", "/bills/{id}/restore", restore_bill, "bills:write", response=Bill),
    Endpoint("POST", "/bills/{id}/issue", issue_bill, "bills:write", response=Bill),
    Endpoint("GET", "/bills/owner/{ownerId}", list_owner_bills, "read", response=list[Bill], query=BillFilter),
    Endpoint("GET", "/bills/patient/{patientId}", list_patient_bills, "read", response=list[Bill], query=BillFilter),
]
