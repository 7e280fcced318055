"""This service's part of the demo clinics, written by the same operations as a request's."""

from datetime import timedelta

from services.scheduling.book.appointments import operations
from services.scheduling.book.appointments.queries import APPOINTMENTS
from services.scheduling.book.appointments.schemas import AppointmentIn
from services.scheduling.demo_data import KOREAN, US, SchedulingDemo
from shared.api.service import Service
from shared.data.db import Transaction
from shared.feed.copies import COPY
from shared.feed.desk import Desk
from shared.values.ids import demo_id
from shared.wire.errors import NotFound, Unavailable


async def load(service: Service) -> None:
    """Raises while the parts of auth and patients aren't here yet."""
    for demo in (US, KOREAN):
        async with service.desk(demo_id(demo.key, "clinic")) as desk:
            if not await _loaded(desk, demo):
                await _need_users(desk, demo)
                await _load(desk, demo)


async def _loaded(desk: Desk, demo: SchedulingDemo) -> bool:
    try:
        await APPOINTMENTS.get(desk, demo_id(demo.key, "appointment", "1"))
    except NotFound:
        return False
    return True


async def _need_users(tx: Transaction, demo: SchedulingDemo) -> None:
    """Else the veterinarians that appointments name would be nobody's id."""
    for user in demo.users:
        if await tx.value(COPY, kind="user", id=demo_id(demo.key, "user", user)) is None:
            raise Unavailable("The demo clinics' users haven't come by the feed yet.")


async def _load(desk: Desk, demo: SchedulingDemo) -> None:
    for n, each in enumerate(demo.appointments, 1):
        appointment = AppointmentIn(
            patient_id=demo_id(demo.key, "patient", str(n)),
            date=desk.today + timedelta(days=each.day),
            time=each.time,
            duration=each.duration,
            reason=each.reason,
            notes=each.notes,
            veterinarian=each.veterinarian,
            status=each.status,
        )
        await operations.create(desk, appointment, demo_id(demo.key, "appointment", str(n)))
