"""Money is an integer in the currency's minor unit; only JSON holds major units."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

DIGITS: Final = {"KRW": 0, "USD": 2}
MAXIMUM: Final = 10**15


class AmountError(ValueError):
    """A number that is no amount of the currency; its text is for people."""


def to_minor(amount: Decimal, digits: int) -> int:
    """`amount` in major units as minor units. Raises AmountError where it has more digits than the currency."""
    try:
        scaled = amount.scaleb(digits)
        whole = int(scaled)
    except (InvalidOperation, OverflowError) as error:
        raise AmountError("is not an amount") from error
    if scaled != whole:
        raise AmountError(f"has more than {digits} decimals" if digits else "has decimals, which the currency lacks")
    if abs(whole) > MAXIMUM:
        raise AmountError("is too large")
    return whole


def to_major(minor: int, digits: int) -> Decimal:
    return Decimal(minor).scaleb(-digits)


def rounded(value: Decimal) -> int:
    """Half up, away from zero: 0.5 -> 1, -0.5 -> -1. The rule of receipts, not of bankers."""
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Line:
    """One line's total in minor units."""

    total: int
    taxable: bool


@dataclass(frozen=True, slots=True)
class Totals:
    subtotal: int
    tax: int
    total: int


def line_total(quantity: Decimal, unit_price: int) -> int:
    return rounded(quantity * unit_price)


def totals(lines: Iterable[Line], rate: Decimal, *, inclusive: bool) -> Totals:
    """Tax once for the whole bill, over its taxable lines, rounded half up to the minor unit.

    `inclusive`: the prices hold the tax already (Korea), so it is taken out of them; else it is put on top (US).
    """
    lines = list(lines)
    amount = sum(line.total for line in lines)
    taxable = sum(line.total for line in lines if line.taxable)
    if inclusive:
        tax = rounded(taxable * rate / (1 + rate))
        return Totals(amount - tax, tax, amount)
    tax = rounded(taxable * rate)
    return Totals(amount, tax, amount + tax)
