"""Amounts as SQL shows them, and the fault of one that a client typed."""

from decimal import Decimal

from sqlalchemy import ColumnElement, Numeric, case, func, literal_column

from shared.values.money import DIGITS, AmountError, to_major, to_minor
from shared.wire.errors import Fault, Invalid


def major(amount: ColumnElement[int], digits: ColumnElement[int]) -> ColumnElement[Decimal]:
    """Minor units as a number in major units, with no more digits than it needs."""
    units = {places: literal_column(str(to_major(1, places)), Numeric) for places in sorted(set(DIGITS.values()))}
    return func.trim_scale(amount * case(units, value=digits))


def minor(amount: Decimal, digits: int, path: str) -> int:
    """Major units as an integer. Raises Invalid where it isn't an amount of the currency."""
    try:
        return to_minor(amount, digits)
    except AmountError as error:
        raise Invalid(Fault(path, error.code, str(error))) from None
