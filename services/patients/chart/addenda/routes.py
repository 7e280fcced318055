from starlette.responses import Response

from services.patients.chart.addenda import operations
from services.patients.chart.addenda.queries import LIST
from services.patients.chart.addenda.schemas import Addendum, AddendumIn
from services.patients.chart.records.queries import RECORDS
from services.patients.chart.records.views import Views
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.data.paging import Filter


async def list_addenda(call: Call) -> Response:
    """The addenda of a signed record, newest first."""
    filters, record = call.query(Filter), call.id()
    await call.read(RECORDS.get, record)
    call.service.resource(Views).seen(call, record_id=record)
    return await call.page(LIST, filters, record_id=record)


async def create_addendum(call: Call) -> Response:
    """Amend a signed record; the addendum stays as it is written."""
    return await call.write(201, operations.create, call.id(), await call.body(AddendumIn), call.expected())


ENDPOINTS = [
    Endpoint("GET", "/records/{id}/addenda", list_addenda, "read", response=list[Addendum], query=Filter),
    Endpoint(
        "POST",
        "/records/{id}/addenda",
        create_addendum,
        "records:write",
        response=Addendum,
        body=AddendumIn,
        status=201,
    ),
]
