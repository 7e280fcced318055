"""Operations on appointments; each runs in the one transaction of its request, or of the feed."""

from collections.abc import Container
from datetime import time
from typing import Any
from uuid import UUID

from asyncpg import Record
from msgspec.structs import replace

from services.scheduling.book.appointments import rules
from services.scheduling.book.appointments.queries import (
    APPOINTMENTS,
    close_book,
    overlapping,
    share_book,
    upcoming_of_no_user,
    upcoming_of_patient,
)
from services.scheduling.book.appointments.rules import Slot
from services.scheduling.book.appointments.schemas import AppointmentFields, AppointmentIn, AppointmentNow
from services.scheduling.book.times.operations import check_hours, take
from shared.contracts.owner import OwnerTold
from shared.contracts.patient import PatientTold
from shared.data.audit import Action, record_change
from shared.data.db import Transaction
from shared.data.resources import Saved
from shared.feed.desk import Desk
from shared.feed.people import user_named, veterinarian_meant
from shared.wire.documents import Change, Document
from shared.wire.errors import Forbidden
from shared.wire.faults import Faults
from shared.wire.preconditions import Expected


async def create(desk: Desk, appointment: AppointmentIn, appointment_id: UUID | None = None) -> Document:
    desk = await _open(desk)
    appointment = await _checked(desk, appointment, None, frozenset(["veterinarian"]))
    slot, columns = _planned(desk, appointment)
    holds = _holds_time(appointment)
    overbooked = holds and await take(desk, appointment, slot, None, appointment.overbook)
    columns["arrived_at"] = rules.arrival(None, appointment.stage, desk.clinic.now())
    outside = await check_hours(desk, appointment, slot, None, None)
    saved = await APPOINTMENTS.create(desk, appointment_id, **columns, overbooked=overbooked)
    return await _answer(desk, saved, overbooked=overbooked, outside=outside)


async def update(desk: Desk, appointment_id: UUID, change: Change[AppointmentIn]) -> Document:
    desk = await _open(desk)
    current = await APPOINTMENTS.lock(desk, appointment_id)
    before = current.read(AppointmentNow)
    appointment = await _checked(desk, change.partly_over(current), before, change.body)
    corrected = rules.check_move(before.status, appointment.status, desk.may("appointments:correct"))
    slot, columns = _planned(desk, appointment)
    slot_before = rules.slot_now(before, desk.clinic.zone)
    taken = _holds_time(appointment) and not before.archived_at and slot != slot_before
    overbooked = before.overbooked
    if taken:
        overbooked = await take(desk, appointment, slot, appointment_id, appointment.overbook)
    columns["arrived_at"] = rules.arrival(before.arrived_at, appointment.stage, desk.clinic.now())
    outside = await check_hours(desk, appointment, slot, slot_before, appointment_id)
    saved = await APPOINTMENTS.change(desk, appointment_id, **columns, overbooked=overbooked)
    return await _answer(desk, saved, overbooked=taken and overbooked, corrected=corrected, outside=outside)


async def archive(desk: Desk, appointment_id: UUID, expected: Expected) -> Document:
    desk = await _open(desk)
    (await APPOINTMENTS.lock(desk, appointment_id)).check(expected)
    return (await APPOINTMENTS.archive(desk, appointment_id)).answer()


async def restore(desk: Desk, appointment_id: UUID, expected: Expected) -> Document:
    desk = await _open(desk)
    document = await APPOINTMENTS.lock(desk, appointment_id)
    document.check(expected)
    current = document.read(AppointmentNow)
    if current.archived_at:
        rules.check_restorable(await desk.need(PatientTold, current.patient_id, "patientId"))
    if current.archived_at and _holds_time(current):
        slot = rules.slot(current, desk.clinic.zone)
        await _check_patient(desk, current)
        await take(desk, current, slot, appointment_id, overbook=False)
    await APPOINTMENTS.restore(desk, appointment_id)
    return await APPOINTMENTS.get(desk, appointment_id)


async def _open(desk: Desk) -> Desk:
    return Desk(desk, await share_book(desk, desk.clinic), desk.directory)


async def cancel_upcoming(tx: Transaction, patient_id: UUID) -> None:
    """The feed's: an archived or deceased patient's future appointments."""
    await close_book(tx)
    for appointment_id in await upcoming_of_patient(tx, patient_id):
        values = {"status": "cancelled", "stage": "booked", "arrived_at": None}
        await APPOINTMENTS.change(tx, appointment_id, "cancelled", **values)


async def hand_over_upcoming(tx: Transaction) -> None:
    """The feed's: future appointments whose veterinarian's name is a user's by now become theirs."""
    await close_book(tx)
    users: dict[str, UUID | None] = {}
    for appointment in await upcoming_of_no_user(tx):
        name = appointment["veterinarian"]
        if name not in users:
            users[name] = await user_named(tx, name)
        if user := users[name]:
            await _hand_over(tx, appointment, user)


async def _hand_over(tx: Transaction, appointment: Record, user: UUID) -> None:
    """Two names may have been one user's: their appointments that overlap stay, as overbooked."""
    slot = Slot(appointment["patient_id"], str(user), appointment["starts_at"], appointment["ends_at"])
    clashes = appointment["holds_time"] and await overlapping(tx, slot, appointment["id"]) is not None
    saved = await APPOINTMENTS.change(
        tx,
        appointment["id"],
        veterinarian_id=user,
        veterinarian_key=slot.veterinarian_key,
        overbooked=clashes or appointment["overbooked"],
    )
    if clashes and not appointment["overbooked"]:
        await _audit(tx, "overbooked", saved)


def _holds_time(appointment: AppointmentFields) -> bool:
    return appointment.status in rules.HOLDS_TIME


async def _checked(
    desk: Desk, appointment: AppointmentIn, before: AppointmentNow | None, named: Container[str]
) -> AppointmentIn:
    """With status and stage in step, and whom its veterinarian means.

    Raises Forbidden, Conflict, or Invalid with every fault.
    """
    faults = Faults(appointment)
    with faults.gather():
        _check_overbook(desk, appointment)
    with faults.gather():
        rules.settle(before or rules.NEW, appointment)
    with faults.gather():
        rules.instant(appointment.date, appointment.time, desk.clinic.zone)
    with faults.gather():
        await _check_patient(desk, appointment)
    with faults.gather():
        meant = await veterinarian_meant(desk, appointment, before, named)
    faults.settle()
    return replace(appointment, **meant)


def _check_overbook(desk: Desk, appointment: AppointmentIn) -> None:
    if appointment.overbook and not desk.may("appointments:overbook"):
        raise Forbidden("This needs the permission appointments:overbook, which your roles don't have.")


def _planned(desk: Desk, appointment: AppointmentIn) -> tuple[Slot, dict[str, Any]]:
    """The time that it needs, and its columns but for `overbooked`."""
    slot = rules.slot(appointment, desk.clinic.zone)
    return slot, {
        "patient_id": appointment.patient_id,
        "date": appointment.date,
        "time": time.fromisoformat(appointment.time),
        "duration": appointment.duration,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "reason": appointment.reason,
        "notes": appointment.notes,
        "veterinarian": appointment.veterinarian,
        "veterinarian_id": appointment.veterinarian_id,
        "veterinarian_key": slot.veterinarian_key,
        "status": appointment.status,
        "stage": "booked" if appointment.stage == "done" else appointment.stage,
    }


async def _check_patient(desk: Desk, appointment: AppointmentFields) -> None:
    patient = await desk.need(PatientTold, appointment.patient_id, "patientId")
    await desk.need(OwnerTold, patient.owner_id, "patientId")
    starts_at = rules.instant(appointment.date, appointment.time, desk.clinic.zone)
    rules.check_upcoming(patient, appointment.status, starts_at, desk.clinic.now())


async def _answer(
    desk: Desk,
    saved: Saved,
    *,
    overbooked: bool = False,
    corrected: bool = False,
    outside: bool = False,
) -> Document:
    """What needed a permission of its own has an audit entry of its own."""
    if overbooked:
        await _audit(desk, "overbooked", saved)
    if outside:
        await _audit(desk, "out-of-hours", saved)
    if corrected:
        await _audit(desk, "corrected", saved)
    return await APPOINTMENTS.get(desk, saved.id)


async def _audit(tx: Transaction, action: Action, saved: Saved) -> None:
    await record_change(tx, action, "appointment", saved.id, saved.document)
