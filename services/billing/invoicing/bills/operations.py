"""Operations on bills; each runs in the one transaction of its request."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.billing.catalogue.price_items.queries import taxability
from services.billing.invoicing.bills import rules
from services.billing.invoicing.bills.lines import BillLine, named_prices, priced
from services.billing.invoicing.bills.queries import BILLS, PAPERS, lock_bill, next_number, replace_lines
from services.billing.invoicing.bills.rules import Standing
from services.billing.invoicing.bills.schemas import BillIn, BillNow
from services.billing.invoicing.credit_notes.operations import credit_in_full
from services.billing.invoicing.payments.operations import record_payment
from shared.contracts.appointment import AppointmentTold
from shared.contracts.owner import OwnerTold
from shared.contracts.patient import PatientTold
from shared.contracts.record import RecordTold
from shared.contracts.told import Told
from shared.feed.desk import Desk
from shared.feed.directory import ClinicSettings
from shared.values.ids import new_id
from shared.wire.documents import Change, Document
from shared.wire.errors import Conflict, Forbidden
from shared.wire.faults import Faults
from shared.wire.preconditions import Expected


async def printable(desk: Desk, bill_id: UUID) -> tuple[dict[str, Any], ClinicSettings]:
    """Once it is issued, with its owner, patient and clinic as they were then."""
    return await PAPERS.over(desk, (await BILLS.get(desk, bill_id)).fields(), desk.clinic)


async def create(desk: Desk, bill: BillIn, bill_id: UUID | None = None) -> Document:
    bill_id, clinic = bill_id or new_id(), desk.clinic
    faults = await _faults(desk, bill)
    with faults.gather():
        moves = rules.steps("draft", bill.status)
    with faults.gather():
        dates = rules.dates(bill, desk.today)
    with faults.gather():
        lines = await _priced(desk, bill, clinic.digits, [])
        amounts = _amounts(bill, clinic, lines, inclusive=clinic.tax_inclusive)
    faults.settle()
    if "issue" in moves:
        await _renew_shown(desk, bill)
    values = _named(bill) | dates | amounts
    await replace_lines(desk, bill_id, lines)
    await BILLS.create(
        desk,
        bill_id,
        **values,
        currency=clinic.currency,
        currency_digits=clinic.digits,
        tax_inclusive=clinic.tax_inclusive,
    )
    return await _move(desk, bill_id, moves)


async def update(desk: Desk, bill_id: UUID, change: Change[BillIn]) -> Document:
    current = await lock_bill(desk, bill_id)
    bill, before = change.partly_over(current), rules.standing(current)
    faults = await _faults(desk, bill)
    with faults.gather():
        moves = _moves(desk, before, bill)
    with faults.gather():
        dates = rules.dates(bill, before.bill_date if before.issued else desk.today, before)
    with faults.gather():
        lines = await _priced(desk, bill, before.digits, before.lines)
        amounts = {} if before.issued else _amounts(bill, desk.clinic, lines, inclusive=before.tax_inclusive)
    faults.settle()
    if "issue" in moves:
        await _renew_shown(desk, bill)
    if before.issued:
        rules.check_issued(before, bill, lines)
    else:
        await replace_lines(desk, bill_id, lines)
    await BILLS.change(desk, bill_id, **_named(bill), **dates, **amounts)
    return await _move(desk, bill_id, moves)


async def issue(desk: Desk, bill_id: UUID, expected: Expected) -> Document:
    current = await lock_bill(desk, bill_id)
    current.check(expected)
    bill = rules.standing(current)
    await _renew_shown(desk, bill)
    await _issue(desk, bill)
    return await BILLS.get(desk, bill_id)


async def cancel(desk: Desk, bill_id: UUID) -> Document:
    bill = rules.standing(await lock_bill(desk, bill_id))
    return await _move(desk, bill_id, rules.steps(bill.status, "cancelled"))


async def archive(desk: Desk, bill_id: UUID, expected: Expected) -> Document:
    current = await lock_bill(desk, bill_id)
    current.check(expected)
    if rules.standing(current).issued:
        raise Conflict("Only a draft can be deleted; cancel or credit this bill instead.", slug="issued")
    return (await BILLS.archive(desk, bill_id)).answer()


async def restore(desk: Desk, bill_id: UUID, expected: Expected) -> Document:
    current = await lock_bill(desk, bill_id)
    current.check(expected)
    bill = current.read(BillNow)
    if bill.archived_at:
        await _check_current(desk, OwnerTold, bill.owner_id)
        await _check_current(desk, PatientTold, bill.patient_id)
    await BILLS.restore(desk, bill_id)
    return await BILLS.get(desk, bill_id)


async def _check_current(desk: Desk, told: type[Told], subject: UUID) -> None:
    kind = told.kind
    if (await desk.need(told, subject, f"{kind}Id")).archived_at:
        raise Conflict(f"The {kind} of this bill is archived; restore the {kind} first.", slug="archived")


def _moves(desk: Desk, before: Standing, bill: BillIn) -> tuple[rules.Step, ...]:
    moves = rules.steps(before.status, bill.status)
    if before.issued and "cancel" in moves and not desk.may("bills:credit"):
        raise Forbidden("Cancelling an issued bill credits it: this needs the permission bills:credit.")
    return moves


async def _faults(desk: Desk, bill: BillIn) -> Faults:
    """Those of its shape, its rate and what it names; renews the copies of what it shows."""
    faults = Faults(bill)
    faults.check(rules.check_rate, bill)
    with faults.gather():
        await desk.need(OwnerTold, bill.owner_id, "ownerId")
    with faults.gather():
        patient = await desk.need(PatientTold, bill.patient_id, "patientId")
        await desk.need(OwnerTold, patient.owner_id, "patientId")
    with faults.gather():
        if bill.appointment_id:
            await desk.need(AppointmentTold, bill.appointment_id, "appointmentId")
    with faults.gather():
        await _need_records(desk, bill.medical_record_ids, faults)
    return faults


async def _need_records(desk: Desk, records: Sequence[UUID], faults: Faults) -> None:
    for i, record in enumerate(records):
        with faults.gather():
            await desk.need(RecordTold, record, f"medicalRecordIds[{i}]")


async def _renew_shown(desk: Desk, bill: BillIn | Standing) -> None:
    """Before anything is written: nobody of the clinic has to wait for it."""
    await desk.renew("owner", bill.owner_id)
    await desk.renew("patient", bill.patient_id)


async def _priced(desk: Desk, bill: BillIn, digits: int, before: list[BillLine]) -> list[BillLine]:
    return priced(bill.items, digits, before, await taxability(desk, named_prices(bill.items, before)))


def _named(bill: BillIn) -> dict[str, Any]:
    return {
        "owner_id": bill.owner_id,
        "patient_id": bill.patient_id,
        "appointment_id": bill.appointment_id,
        "medical_record_ids": list(dict.fromkeys(bill.medical_record_ids)),
        "notes": bill.notes,
    }


def _amounts(bill: BillIn, clinic: ClinicSettings, lines: list[BillLine], *, inclusive: bool) -> dict[str, Any]:
    rate = clinic.tax_rate if bill.tax_rate is None else bill.tax_rate
    return {"tax_rate": rate, **asdict(rules.worth(lines, rate, inclusive=inclusive))}


async def _move(desk: Desk, bill_id: UUID, moves: tuple[rules.Step, ...]) -> Document:
    """Each step looks at the bill as the one before has left it."""
    for step in moves:
        bill = rules.standing(await lock_bill(desk, bill_id))
        if step == "issue":
            await _issue(desk, bill)
        elif step == "pay" and bill.balance:
            await record_payment(desk, bill, bill.balance, "other")
        elif step == "cancel":
            await _cancel(desk, bill)
    return await BILLS.get(desk, bill_id)


async def _issue(desk: Desk, bill: Standing) -> None:
    rules.check_issuable(bill)
    amounts = rules.worth(bill.lines, bill.tax_rate, inclusive=bill.tax_inclusive)
    values = {"status": "sent" if amounts.total else "paid", "issued_at": datetime.now(UTC), **asdict(amounts)}
    await BILLS.change(desk, bill.id, "issued", number=await next_number(desk, "bill"), **values)
    await PAPERS.insert(desk, bill.id, bill.id)


async def _cancel(desk: Desk, bill: Standing) -> None:
    rules.check_cancellable(bill)
    if bill.issued:
        await credit_in_full(desk, bill, "Cancelled")
    else:
        await BILLS.change(desk, bill.id, "cancelled", status="cancelled")
