"""Pure decisions about a weight."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from shared.errors import Conflict, Fault, Invalid

KG_PER_LB = Decimal("0.45359237")  # by definition: international yard and pound agreement, 1959
GRAM = Decimal("0.001")
HEAVIEST = Decimal(20_000)
SLACK = timedelta(minutes=5)  # a client's clock may be ahead


def kilograms(weight: Decimal, unit: str) -> Decimal:
    """In whole grams, half a gram upwards, as the database rounds."""
    return (weight * (KG_PER_LB if unit == "lbs" else 1)).quantize(GRAM, ROUND_HALF_UP)


def weight_faults(weight: Decimal | None, unit: str) -> Iterator[Fault]:
    if weight is not None and not (0 < weight <= HEAVIEST and kilograms(weight, unit)):
        yield Fault("weight", "invalid", f"must be more than 0, at least half a gram, and at most {HEAVIEST}")


def checked(weight: Decimal, unit: str, at: datetime | None) -> None:
    faults = list(weight_faults(weight, unit))
    if at and at > datetime.now(UTC) + SLACK:
        faults.append(Fault("at", "invalid", "lies in the future"))
    if faults:
        raise Invalid(*faults)


def voidable(weight: dict[str, Any]) -> None:
    if weight["voidedAt"]:
        raise Conflict("This weight is voided already.", slug="voided")
