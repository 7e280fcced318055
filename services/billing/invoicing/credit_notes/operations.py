"""Operations on credit notes; each runs in the one transaction of its request."""

from dataclasses import replace
from uuid import UUID

from services.billing.catalogue.price_items.queries import taxability
from services.billing.invoicing.bills.lines import BillLine, named_prices, priced
from services.billing.invoicing.bills.queries import BILLS, PAPERS, lock_bill, next_number
from services.billing.invoicing.bills.rules import Standing, standing, status_after
from services.billing.invoicing.credit_notes import rules
from services.billing.invoicing.credit_notes.left import Uncredited
from services.billing.invoicing.credit_notes.queries import CREDIT_NOTES, credited, credited_lines, insert_lines
from services.billing.invoicing.credit_notes.schemas import CreditNoteIn
from shared.data.resources import Saved
from shared.feed.desk import Desk
from shared.values.ids import new_id
from shared.values.money import Totals
from shared.wire.documents import Document
from shared.wire.faults import Faults
from shared.wire.preconditions import Expected


async def credit(desk: Desk, bill_id: UUID, note: CreditNoteIn, expected: Expected) -> Document:
    current = await lock_bill(desk, bill_id)
    current.check(expected)
    bill = standing(current)
    rules.check_creditable(bill)
    faults = Faults(note)
    with faults.gather():
        lines = await _priced(desk, bill, note)
        Uncredited(bill.lines, await credited_lines(desk, bill.id)).credit(lines)
        totals = rules.note_totals(bill, lines, await _left(desk, bill)) if lines else None
    faults.settle()
    if totals is None:
        return (await credit_in_full(desk, bill, note.reason)).answer()
    return (await _insert(desk, bill, note.reason, lines, totals)).answer()


async def credit_in_full(desk: Desk, bill: Standing, reason: str) -> Saved:
    """Credits all that earlier notes have left of the bill."""
    left = await _left(desk, bill)
    return await _insert(desk, bill, reason, rules.all_that_is_left(bill, left), left)


async def _left(desk: Desk, bill: Standing) -> Totals:
    done, whole = await credited(desk, bill.id), bill.totals
    return Totals(whole.subtotal - done.subtotal, whole.tax - done.tax, whole.total - done.total)


async def _priced(desk: Desk, bill: Standing, note: CreditNoteIn) -> list[BillLine]:
    items = note.items or []
    lines = priced(items, bill.digits, bill.lines, await taxability(desk, named_prices(items, bill.lines)))
    return [replace(line, id=new_id()) for line in lines]


async def _insert(desk: Desk, bill: Standing, reason: str, lines: list[BillLine], totals: Totals) -> Saved:
    note_id = new_id()
    await insert_lines(desk, note_id, lines)
    saved = await CREDIT_NOTES.create(
        desk,
        note_id,
        bill_id=bill.id,
        number=await next_number(desk, "credit note"),
        reason=reason,
        currency=bill.currency,
        currency_digits=bill.digits,
        tax_rate=bill.tax_rate,
        tax_inclusive=bill.tax_inclusive,
        subtotal=totals.subtotal,
        tax=totals.tax,
        total=totals.total,
    )
    await PAPERS.insert(desk, note_id, bill.id)
    await _apply(desk, bill, totals.total)
    return saved


async def _apply(desk: Desk, bill: Standing, amount: int) -> None:
    total = bill.credited + amount
    status = status_after(bill, paid=bill.paid, credited=total)
    await BILLS.change(desk, bill.id, "credited", credited=total, status=status)
