from starlette.responses import Response

from services.patients.chart.drafts import operations
from services.patients.chart.drafts.queries import LIST
from services.patients.chart.drafts.schemas import Draft, DraftIn
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.data.paging import Filter
from shared.wire.shapes import Message


async def list_drafts(call: Call) -> Response:
    """Your own unfinished records, last typed in first."""
    return await call.page(LIST, call.query(Filter), user_id=call.identity.user_id)


async def get_draft(call: Call) -> Response:
    """Your draft of a record, by the record's id; of a new record, by its patient's."""
    return call.answer(await call.read(operations.get, call.identity.user_id, call.id()))


async def save_draft(call: Call) -> Response:
    """Keep what you have typed so far into a record, by its id, or into a new one, by its patient's."""
    return await call.write(200, operations.save, call.id(), await call.change(DraftIn))


async def discard_draft(call: Call) -> Response:
    """Throw your draft away, as after the record was saved."""
    return await call.remove("Draft discarded.", operations.discard, call.id(), call.expected())


ENDPOINTS = [
    Endpoint("GET", "/drafts", list_drafts, "records:write", response=list[Draft], query=Filter),
    Endpoint("GET", "/drafts/{id}", get_draft, "records:write", response=Draft),
    Endpoint("PUT", "/drafts/{id}", save_draft, "records:write", response=Draft, body=DraftIn),
    Endpoint("DELETE", "/drafts/{id}", discard_draft, "records:write", response=Message),
]
