"""Operations on payments; each runs in the one transaction of its request."""

from uuid import UUID

from services.billing.amounts import minor
from services.billing.invoicing.bills import rules
from services.billing.invoicing.bills.queries import BILLS, lock_bill
from services.billing.invoicing.bills.rules import Standing
from services.billing.invoicing.payments.queries import insert_payment
from services.billing.invoicing.payments.schemas import Method, PaymentIn
from shared.feed.desk import Desk
from shared.values.money import to_major
from shared.wire.documents import Document
from shared.wire.errors import Fault, Invalid
from shared.wire.faults import Faults
from shared.wire.preconditions import Expected


async def pay(desk: Desk, bill_id: UUID, payment: PaymentIn, expected: Expected) -> Document:
    """The bill's lock puts payments one after the other, so that two at once can't exceed what is owed."""
    current = await lock_bill(desk, bill_id)
    current.check(expected)
    bill = rules.standing(current)
    rules.check_payable(bill)
    await record_payment(desk, bill, _amount(bill, payment), payment.method)
    return await BILLS.get(desk, bill_id)


async def record_payment(desk: Desk, bill: Standing, amount: int, method: Method) -> None:
    await insert_payment(desk, bill.id, amount, method)
    paid = bill.paid + amount
    status = rules.status_after(bill, paid=paid, credited=bill.credited)
    await BILLS.change(desk, bill.id, "payment", paid=paid, status=status)


def _amount(bill: Standing, payment: PaymentIn) -> int:
    """In minor units. Raises Invalid for more than is owed, or more than is to be given back."""
    faults = Faults(payment)
    with faults.gather():
        amount = minor(payment.amount, bill.digits, "amount")
        if not (0 < amount <= bill.balance or bill.balance <= amount < 0):
            raise Invalid(Fault("amount", "range", "must be more than 0 and at most what is owed"))
        if -amount > bill.paid_by.get(payment.method, 0):
            raise Invalid(Fault("amount", "refund", _left_to_give_back(bill)))
    faults.settle()
    return amount


def _left_to_give_back(bill: Standing) -> str:
    left = (f"{method} {to_major(paid, bill.digits)}" for method, paid in bill.paid_by.items() if paid)
    return f"must go back the way it was paid, at most: {', '.join(left)}"
