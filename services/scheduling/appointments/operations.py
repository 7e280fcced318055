"""What can be done with appointments; each runs in the one transaction of its request, or of the feed."""

import dataclasses
from collections.abc import Container
from datetime import time
from typing import Any
from uuid import UUID

from asyncpg import Record
from msgspec.structs import replace

from services.scheduling.appointments import rules
from services.scheduling.appointments.desk import Desk
from services.scheduling.appointments.queries import (
    APPOINTMENTS,
    close_book,
    overlapping,
    share_book,
    upcoming_of_no_user,
    upcoming_of_patient,
)
from services.scheduling.appointments.rules import Slot
from services.scheduling.appointments.schemas import AppointmentFields, AppointmentIn, AppointmentNow
from services.scheduling.times.operations import check_hours, take
from shared.data.audit import Action, record_change
from shared.data.db import Transaction
from shared.data.resources import Saved
from shared.feed.copies import user_named, veterinarian_meant
from shared.wire.documents import Change, Document
from shared.wire.errors import Forbidden
from shared.wire.faults import Faults
from shared.wire.preconditions import Expected


async def create(
    tx: Transaction, desk: Desk, appointment: AppointmentIn, appointment_id: UUID | None = None
) -> Document:
    desk = await _open(tx, desk)
    appointment = await _checked(tx, desk, appointment, None, frozenset(["veterinarian"]))
    slot, columns = _planned(desk, appointment)
    holds = _holds_time(appointment)
    overbooked = holds and await take(tx, desk, appointment, slot, None, appointment.overbook)
    columns["arrived_at"] = rules.arrival(None, appointment.stage, desk.clinic.now())
    outside = await check_hours(tx, desk, appointment, slot, None, None)
    saved = await APPOINTMENTS.create(tx, appointment_id, **columns, overbooked=overbooked)
    return await _answer(tx, desk, saved, overbooked=overbooked, outside=outside)


async def update(tx: Transaction, desk: Desk, appointment_id: UUID, change: Change[AppointmentIn]) -> Document:
    desk = await _open(tx, desk)
    current = await APPOINTMENTS.lock(tx, appointment_id, today=desk.clinic.today())
    before = rules.read(current)
    appointment = await _checked(tx, desk, change.partly_over(current), before, change.body)
    corrected = rules.check_move(before.status, appointment.status, desk.may_correct)
    slot, columns = _planned(desk, appointment)
    slot_before = rules.slot_now(before, desk.clinic.zone)
    taken = _holds_time(appointment) and not before.archived_at and slot != slot_before
    overbooked = before.overbooked
    if taken:
        overbooked = await take(tx, desk, appointment, slot, appointment_id, appointment.overbook)
    columns["arrived_at"] = rules.arrival(before.arrived_at, appointment.stage, desk.clinic.now())
    outside = await check_hours(tx, desk, appointment, slot, slot_before, appointment_id)
    saved = await APPOINTMENTS.change(tx, appointment_id, **columns, overbooked=overbooked)
    return await _answer(tx, desk, saved, overbooked=taken and overbooked, corrected=corrected, outside=outside)


async def archive(tx: Transaction, desk: Desk, appointment_id: UUID, expected: Expected) -> Document:
    desk = await _open(tx, desk)
    (await APPOINTMENTS.lock(tx, appointment_id, today=desk.clinic.today())).check(expected)
    return (await APPOINTMENTS.archive(tx, appointment_id)).answer()


async def restore(tx: Transaction, desk: Desk, appointment_id: UUID, expected: Expected) -> Document:
    desk = await _open(tx, desk)
    document = await APPOINTMENTS.lock(tx, appointment_id, today=desk.clinic.today())
    document.check(expected)
    current = rules.read(document)
    if current.archived_at:
        rules.check_restorable(await desk.directory.need(tx, "patient", current.patient_id, "patientId"))
    if current.archived_at and _holds_time(current):
        slot = rules.slot(current, desk.clinic.zone)
        await _check_patient(tx, desk, current)
        await take(tx, desk, current, slot, appointment_id, overbook=False)
    await APPOINTMENTS.restore(tx, appointment_id)
    return await APPOINTMENTS.get(tx, appointment_id, today=desk.clinic.today())


async def _open(tx: Transaction, desk: Desk) -> Desk:
    return dataclasses.replace(desk, clinic=await share_book(tx, desk.clinic))


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
    tx: Transaction, desk: Desk, appointment: AppointmentIn, before: AppointmentNow | None, named: Container[str]
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
        await _check_patient(tx, desk, appointment)
    with faults.gather():
        meant = await veterinarian_meant(tx, desk.directory, appointment, before, named)
    faults.settle()
    return replace(appointment, **meant)


def _check_overbook(desk: Desk, appointment: AppointmentIn) -> None:
    if appointment.overbook and not desk.may_overbook:
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


async def _check_patient(tx: Transaction, desk: Desk, appointment: AppointmentFields) -> None:
    patient = await desk.directory.need(tx, "patient", appointment.patient_id, "patientId")
    await desk.directory.need(tx, "owner", UUID(patient["ownerId"]), "patientId")
    starts_at = rules.instant(appointment.date, appointment.time, desk.clinic.zone)
    rules.check_upcoming(patient, appointment.status, starts_at, desk.clinic.now())


async def _answer(
    tx: Transaction,
    desk: Desk,
    saved: Saved,
    *,
    overbooked: bool = False,
    corrected: bool = False,
    outside: bool = False,
) -> Document:
    """What needed a permission of its own has an audit entry of its own."""
    if overbooked:
        await _audit(tx, "overbooked", saved)
    if outside:
        await _audit(tx, "out-of-hours", saved)
    if corrected:
        await _audit(tx, "corrected", saved)
    return await APPOINTMENTS.get(tx, saved.id, today=desk.clinic.today())


async def _audit(tx: Transaction, action: Action, saved: Saved) -> None:
    await record_change(tx, action, "appointment", saved.id, saved.document)
