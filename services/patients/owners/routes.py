from starlette.responses import Response

from services.patients.owners import operations
from services.patients.owners.queries import LIST, OWNERS
from services.patients.owners.schemas import Owner, OwnerFilter, OwnerIn
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.wire.shapes import Message


async def list_owners(call: Call) -> Response:
    """Owners, newest first or sorted."""
    filters = call.query(OwnerFilter)
    return await call.page(LIST, filters, **filters.archive())


async def create_owner(call: Call) -> Response:
    """Add an owner."""
    await call.clinic()  # a clinic that has rows must be known here: snapshots go through the known ones
    return await call.write(201, operations.create, await call.body(OwnerIn))


async def get_owner(call: Call) -> Response:
    """One owner."""
    return call.answer(await call.read(OWNERS.get, call.id()))


async def update_owner(call: Call) -> Response:
    """Change an owner: what isn't named stays, null erases."""
    return await call.write(200, operations.update, call.id(), await call.change(OwnerIn))


async def archive_owner(call: Call) -> Response:
    """Archive an owner who has no patients."""
    return await call.remove("Owner archived.", operations.archive, call.id(), call.expected())


async def restore_owner(call: Call) -> Response:
    """Bring an archived owner back."""
    return await call.write(200, operations.restore, call.id(), call.expected())


ENDPOINTS = [
    Endpoint("GET", "/owners", list_owners, "read", response=list[Owner], query=OwnerFilter),
    Endpoint("POST", "/owners", create_owner, "owners:write", response=Owner, body=OwnerIn, status=201),
    Endpoint("GET", "/owners/{id}", get_owner, "read", response=Owner),
    Endpoint("PUT", "/owners/{id}", update_owner, "owners:write", response=Owner, body=OwnerIn),
    Endpoint("DELETE", "/owners/{id}", archive_owner, "owners:write", response=Message),
    Endpoint("POST", "/owners/{id}/restore", restore_owner, "owners:write", response=Owner),
]
