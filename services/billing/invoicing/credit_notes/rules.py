"""Pure decisions about a credit note."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from services.billing.invoicing.bills.lines import BillLine
from services.billing.invoicing.bills.rules import Standing, worth
from shared.values.ids import new_id
from shared.values.money import Totals
from shared.wire.errors import Conflict, Fault, Invalid


def check_creditable(bill: Standing) -> None:
    if bill.status in ("draft", "cancelled"):
        raise Conflict(f"A bill that is {bill.status} can't be credited.", slug="status")
    if not bill.creditable:
        raise Conflict("All of this bill is credited already.", slug="credited")


def note_totals(bill: Standing, lines: Sequence[BillLine], left: Totals) -> Totals:
    """What the note is worth, tax as on the bill. `left` is what earlier notes have left: the note that takes the last
    of it also takes what rounding has left over. Raises Invalid for more."""
    found = worth(lines, bill.tax_rate, inclusive=bill.tax_inclusive)
    amount = sum(line.total for line in lines)
    if amount == (left.total if bill.tax_inclusive else left.subtotal):
        return left
    tax = min(found.tax, left.tax)
    found = Totals(amount - tax, tax, amount) if bill.tax_inclusive else Totals(amount, tax, amount + tax)
    if not 0 < found.total <= left.total:
        raise Invalid(Fault("items", "invalid", "add up to nothing, or to more than is left of the bill"))
    return found


def all_that_is_left(bill: Standing, left: Totals) -> list[BillLine]:
    """The bill's lines, or one line for the rest where some of it is credited already."""
    if left == bill.totals:
        return [replace(line, id=new_id()) for line in bill.lines]
    amount = left.total if bill.tax_inclusive else left.subtotal
    return [
        BillLine(
            id=new_id(),
            description=f"Rest of {bill.number}",
            quantity=Decimal(1),
            unit_price=amount,
            total=amount,
            taxable=left.tax != 0,
            price_item_id=None,
        )
    ]
