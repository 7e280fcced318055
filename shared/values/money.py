"""Money is an integer in the currency's minor unit; only JSON holds major units. All arithmetic is exact."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Final

DIGITS: Final = {"KRW": 0, "USD": 2}
MAXIMUM: Final = 10**15


class AmountError(ValueError):
    """A number that is no amount of the currency; its text is for people, `code` for programs."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def to_minor(amount: Decimal, digits: int) -> int:
    """`amount` in major units as minor units. Raises AmountError where it has more digits than the currency."""
    if not amount.is_finite() or amount.adjusted() + digits > len(str(MAXIMUM)):
        raise AmountError("range", "is too large")
    scaled = Fraction(amount) * 10**digits
    if scaled.denominator != 1:
        raise AmountError("digits", f"has more than {digits} decimals" if digits else "must be a whole number")
    if abs(scaled) > MAXIMUM:
        raise AmountError("range", "is too large")
    return int(scaled)


def to_major(minor: int, digits: int) -> Decimal:
    return Decimal(minor).scaleb(-digits)


def rounded(value: Fraction) -> int:
    """Half up, away from zero: 0.5 -> 1, -0.5 -> -1. The rule of receipts, not of bankers."""
    whole = floor(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


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
    return rounded(Fraction(quantity) * unit_price)


def totals(lines: Iterable[Line], rate: Decimal, *, inclusive: bool) -> Totals:
    """Tax once for the whole bill, over its taxable lines, rounded half up to the minor unit.

    `inclusive`: the prices hold the tax already (Korea), so it is taken out of them; else it is put on top (US).
    """
    lines, share = list(lines), Fraction(rate)
    amount = sum(line.total for line in lines)
    taxable = sum(line.total for line in lines if line.taxable)
    if inclusive:
        tax = rounded(taxable * share / (1 + share))
        return Totals(amount - tax, tax, amount)
    tax = rounded(taxable * share)
    return Totals(amount, tax, amount + tax)
