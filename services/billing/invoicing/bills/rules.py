"""Pure decisions about a bill: what it is worth, which moves it may make, what of an issued one must stay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from services.billing.invoicing.bills.lines import BillLine, stored
from services.billing.invoicing.bills.schemas import BillIn, BillNow
from services.billing.invoicing.payments.schemas import Method, Payment
from shared.values.money import DIGITS, Line, Totals, to_minor, totals
from shared.wire.bounds import LAST_DAY
from shared.wire.documents import Document
from shared.wire.errors import Conflict, Fault, Invalid

TERM = timedelta(days=30)
RATE_NOISE = Decimal("0.00005")  # the page works the rate out of rounded amounts, and may round it to 4 digits itself

Step = Literal["issue", "pay", "cancel"]
_STEPS: dict[tuple[str, str], tuple[Step, ...]] = {
    ("draft", "sent"): ("issue",),
    ("draft", "paid"): ("issue", "pay"),
    ("draft", "cancelled"): ("cancel",),
    ("sent", "paid"): ("pay",),
    ("sent", "cancelled"): ("cancel",),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A bill as the rules see it, locked: amounts in minor units, `status` without the computed `overdue`."""

    id: UUID
    number: str
    status: str
    currency: str
    digits: int
    tax_rate: Decimal
    tax_inclusive: bool
    totals: Totals
    paid: int
    credited: int
    paid_by: dict[Method, int]
    lines: list[BillLine]
    bill_date: date
    due_date: date
    owner_id: UUID
    patient_id: UUID

    @property
    def issued(self) -> bool:
        return self.status != "draft"

    @property
    def balance(self) -> int:
        return 0 if self.status == "cancelled" else self.totals.total - self.paid - self.credited

    @property
    def creditable(self) -> int:
        return self.totals.total - self.credited


def standing(document: Document) -> Standing:
    """Raises Conflict where the bill is archived."""
    bill = document.read(BillNow)
    digits = DIGITS[bill.currency]
    if bill.archived_at:
        raise Conflict("This bill is archived; restore it first.", slug="archived")
    amounts = (to_minor(each, digits) for each in (bill.subtotal, bill.tax, bill.total_amount))
    paid_by = _by_method(bill.payments, digits)
    return Standing(
        id=bill.id,
        number=bill.bill_number,
        status="sent" if bill.status == "overdue" else bill.status,
        currency=bill.currency,
        digits=digits,
        tax_rate=bill.tax_rate,
        tax_inclusive=bill.tax_inclusive,
        totals=Totals(*amounts),
        paid=sum(paid_by.values()),
        credited=to_minor(bill.credited_amount, digits),
        paid_by=paid_by,
        lines=[stored(item, digits) for item in bill.items],
        bill_date=bill.bill_date,
        due_date=bill.due_date,
        owner_id=bill.owner_id,
        patient_id=bill.patient_id,
    )


def _by_method(payments: list[Payment], digits: int) -> dict[Method, int]:
    """What was paid by each method, less what it has given back."""
    found: dict[Method, int] = {}
    for each in payments:
        found[each.method] = found.get(each.method, 0) + to_minor(each.amount, digits)
    return found


def worth(lines: Sequence[Line], rate: Decimal, *, inclusive: bool) -> Totals:
    """Raises Invalid where discounts outweigh the rest."""
    found = totals(lines, rate, inclusive=inclusive)
    if found.total < 0:
        raise Invalid(Fault("items", "invalid", "add up to less than nothing"))
    return found


def check_rate(bill: BillIn) -> Iterator[Fault]:
    if bill.tax_rate is not None and not 0 <= bill.tax_rate < 1:
        yield Fault("taxRate", "range", "must be a fraction: at least 0 and less than 1, as 0.08")


def dates(bill: BillIn, default: date, before: Standing | None = None) -> dict[str, date]:
    """Bill date and due date, neither ever missing. Raises Invalid where it is due before its date."""
    bill_date = bill.bill_date or default
    due_date = bill.due_date or min(bill_date + TERM, LAST_DAY)
    stay = before is not None and (bill_date, due_date) == (before.bill_date, before.due_date)
    if due_date < bill_date and not stay:
        raise Invalid(Fault("dueDate", "beforeBill", f"must not be before the bill's date, {bill_date}"))
    return {"bill_date": bill_date, "due_date": due_date}


def steps(status: str, wanted: str | None) -> tuple[Step, ...]:
    """What has to be done for a bill to come into the wanted status. Raises Conflict where there is no way."""
    if wanted in (None, "overdue", status):
        return ()
    if (status, wanted) not in _STEPS:
        raise Conflict(f"A bill that is {status} can't become {wanted}.", slug="status")
    return _STEPS[(status, wanted)]


def check_issued(bill: Standing, wanted: BillIn, lines: Sequence[BillLine]) -> None:
    """An issued bill isn't changed but credited. Raises Conflict where a PUT means another one."""
    same = (
        wanted.owner_id == bill.owner_id
        and wanted.patient_id == bill.patient_id
        and wanted.bill_date in (None, bill.bill_date)
        and [line.face for line in lines] == [line.face for line in bill.lines]
        and _same_rate(bill, wanted.tax_rate)
    )
    if not same:
        raise Conflict(
            f"A bill that is {bill.status} keeps its lines, tax rate, date, owner and patient; credit it instead.",
            slug="issued",
        )


def _same_rate(bill: Standing, rate: Decimal | None) -> bool:
    """Also the rate that comes out when it is worked out again from the rounded amounts."""
    if rate in (None, bill.tax_rate):
        return True
    assert rate is not None
    worked_out = Decimal(bill.totals.tax) / bill.totals.subtotal if bill.totals.subtotal else Decimal(0)
    return abs(rate - worked_out) <= RATE_NOISE


def check_issuable(bill: Standing) -> None:
    if bill.issued:
        raise Conflict(f"This bill is issued already, as {bill.number}.", slug="issued")
    if not bill.lines:
        raise Invalid(Fault("items", "required", "must hold at least one line before the bill is issued"))


def check_payable(bill: Standing) -> None:
    if bill.status in ("draft", "cancelled"):
        raise Conflict(f"A bill that is {bill.status} takes no payments.", slug="status")


def check_cancellable(bill: Standing) -> None:
    if bill.paid:
        raise Conflict("This bill is paid in part; write a credit note for the rest instead.", slug="status")


def status_after(bill: Standing, *, paid: int, credited: int) -> str:
    """Where a payment or a credit note leaves an issued bill."""
    if bill.totals.total - paid - credited > 0:
        return "sent"
    return "cancelled" if credited and not paid else "paid"
