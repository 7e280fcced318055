import msgspec
from starlette.responses import Response

from services.auth.clinics import operations
from services.auth.clinics.queries import get_clinic
from services.auth.clinics.schemas import Clinic, ClinicIn
from shared.api.call import Call, json_answer
from shared.api.endpoints import Endpoint
from shared.feed.events import revision


async def get_own_clinic(call: Call) -> Response:
    """The clinic of whoever asks."""
    return call.answer(await call.read(get_clinic))


async def update_clinic(call: Call) -> Response:
    """Change the clinic's settings; its currency stays."""
    return await call.write(200, operations.update, await call.change(ClinicIn))


async def look_up_clinic(call: Call) -> Response:
    """One clinic for another service."""
    async with call.service.db.transaction(call.id()) as tx:
        document = await get_clinic(tx)
        number = await revision(tx, document.version or 0)
    return json_answer({"revision": number, "document": msgspec.Raw(document.body.encode())})


ENDPOINTS = [
    Endpoint("GET", "/clinic", get_own_clinic, "read", response=Clinic),
    Endpoint("PUT", "/clinic", update_clinic, "users:admin", response=Clinic, body=ClinicIn),
    Endpoint("GET", "/internal/clinic/{id}", look_up_clinic, "service"),
]
