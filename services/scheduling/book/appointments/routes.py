from typing import Final

from msgspec.structs import asdict
from starlette.responses import Response

from services.scheduling.book.appointments import operations
from services.scheduling.book.appointments.queries import APPOINTMENTS, LIST
from services.scheduling.book.appointments.rules import EARLIEST, LATEST, day_end, day_start, veterinarian_key
from services.scheduling.book.appointments.schemas import (
    Appointment,
    AppointmentFilter,
    AppointmentIn,
    StageIn,
    StatusIn,
)
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.feed.people import user_named
from shared.wire.documents import Change
from shared.wire.shapes import Message


async def list_appointments(call: Call) -> Response:
    """Appointments with patient and owner, latest date and time first."""
    filters = call.query(AppointmentFilter)
    return await call.page(
        LIST,
        filters,
        from_=filters.from_,
        to=filters.to,
        since=day_start(filters.from_, EARLIEST) if filters.from_ else None,
        until=day_end(filters.to, LATEST) if filters.to else None,
        veterinarian=filters.veterinarian,
        veterinarian_keys=await _keys(call, filters.veterinarian),
        veterinarian_id=filters.veterinarian_id,
        patient_id=filters.patient_id,
        owner_id=filters.owner_id,
        status=filters.status,
        **filters.archive(),
    )


async def _keys(call: Call, name: str | None) -> list[str] | None:
    """Under which the appointments stand of whoever this name means, in all its spellings."""
    if not name:
        return None
    keys = veterinarian_key(name, None), veterinarian_key(name, await call.read(user_named, name))
    return [key for key in keys if key]


async def create_appointment(call: Call) -> Response:
    """Book an appointment; 409 has the other one (`conflict`) where the veterinarian's or the patient's time is taken,
    the day (`closed`) where the clinic is closed, and the next times that can be booked (`free`)."""
    return await call.write(201, operations.create, await call.partly(AppointmentIn))


async def get_appointment(call: Call) -> Response:
    """One appointment with patient and owner."""
    return call.answer(await call.read(APPOINTMENTS.get, call.id()))


async def update_appointment(call: Call) -> Response:
    """Change or move an appointment: what isn't named stays, null erases; a time is refused as by a booking."""
    return await call.write(200, operations.update, call.id(), await call.change(AppointmentIn))


async def set_status(call: Call) -> Response:
    """Complete, cancel, mark as no-show or schedule again."""
    status = await call.body(StatusIn)
    change = Change(asdict(status), AppointmentIn, call.ignored, call.expected())
    return await call.write(200, operations.update, call.id(), change)


async def set_stage(call: Call) -> Response:
    """Move a visit on: arrived, with the veterinarian, to pay, done; done completes the appointment."""
    stage = await call.body(StageIn)
    change = Change(asdict(stage), AppointmentIn, call.ignored, call.expected())
    return await call.write(200, operations.update, call.id(), change)


async def archive_appointment(call: Call) -> Response:
    """Archive an appointment; its time is free."""
    version = call.expected()
    return await call.remove("Appointment archived.", operations.archive, call.id(), version)


async def restore_appointment(call: Call) -> Response:
    """Bring an archived appointment back, if its time is still free and its patient isn't archived."""
    return await call.write(200, operations.restore, call.id(), call.expected())


WRITE: Final = "appointments:write"
ENDPOINTS = [
    Endpoint("GET", "/appointments", list_appointments, "read", response=list[Appointment], query=AppointmentFilter),
    Endpoint("POST", "/appointments", create_appointment, WRITE, response=Appointment, body=AppointmentIn, status=201),
    Endpoint("GET", "/appointments/{id}", get_appointment, "read", response=Appointment),
    Endpoint("PUT", "/appointments/{id}", update_appointment, WRITE, response=Appointment, body=AppointmentIn),
    Endpoint("DELETE", "/appointments/{id}", archive_appointment, WRITE, response=Message),
    Endpoint("PATCH", "/appointments/{id}/status", set_status, WRITE, response=Appointment, body=StatusIn),
    Endpoint("POST", "/appointments/{id}/stage", set_stage, WRITE, response=Appointment, body=StageIn),
    Endpoint("POST", "/appointments/{id}/restore", restore_appointment, WRITE, response=Appointment),
]
