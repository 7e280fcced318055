"""What takes a time: refused where another has it or the clinic is closed, with the next ones that are free."""

from dataclasses import asdict, replace
from datetime import timedelta
from uuid import UUID

import msgspec

from services.scheduling.book.appointments.queries import APPOINTMENTS, lock_resources, overlapping, taken
from services.scheduling.book.appointments.rules import Slot
from services.scheduling.book.appointments.schemas import AppointmentFields, AppointmentIn
from services.scheduling.book.times.rules import DAYS, USUAL, FreeTime, next_free
from services.scheduling.hours import operations as hours
from shared.contracts.patient import PatientTold
from shared.feed.desk import Desk
from shared.wire.errors import Conflict

AHEAD = timedelta(days=DAYS + 2)  # with what begins on the last day


async def take(desk: Desk, appointment: AppointmentFields, slot: Slot, subject: UUID | None, overbook: bool) -> bool:
    """Takes the time for an appointment; says whether it is another's, too. Raises Conflict unless that is meant."""
    await lock_resources(desk, slot)
    other = await overlapping(desk, slot, subject)
    if other is None or overbook:
        return other is not None
    document = await APPOINTMENTS.get(desk, other)
    raise Conflict(
        "The veterinarian or the patient has another appointment at this time; `conflict` is that one, `free` the"
        " next times that can be booked.",
        slug="overlap",
        conflict=msgspec.Raw(document.body.encode()),
        free=await _free(desk, appointment, slot, subject),
    )


async def check_hours(
    desk: Desk, appointment: AppointmentIn, slot: Slot, before: Slot | None, subject: UUID | None
) -> bool:
    """Whether it is booked outside the clinic's hours on purpose. Raises Conflict unless that is meant, and said why.

    A visit that is entered late was when it was, and one whose time stays has been looked at.
    """
    if appointment.status != "scheduled" or slot.starts_at <= desk.clinic.now() or slot.same_time(before):
        return False
    closed = await hours.closed(desk, appointment.date, appointment.time, appointment.duration)
    if closed is None:
        return False
    if appointment.overbook and (appointment.reason.strip() or appointment.notes.strip()):
        return True
    raise Conflict(
        "The clinic is closed at this time; book one that is `free`, or this all the same with `overbook` and a"
        " `reason` or `notes`.",
        slug="closed",
        closed=asdict(closed),
        free=await _free(desk, appointment, slot, subject),
    )


async def _free(desk: Desk, appointment: AppointmentFields, slot: Slot, subject: UUID | None) -> list[FreeTime] | None:
    """The next of the same length for its veterinarian and patient; None for one that was, or of whom won't come."""
    patient = await desk.need(PatientTold, slot.patient_id, "patientId")
    if appointment.status != "scheduled" or patient.gone:
        return None
    since = max(slot.starts_at, desk.clinic.now())
    places = await taken(desk, replace(slot, starts_at=since, ends_at=since + AHEAD), subject)
    return next_free(await hours.known(desk) or USUAL, places, since, appointment.duration, desk.clinic.zone)
