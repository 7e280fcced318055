"""Pure decisions about a weight."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from services.patients.registry.weights.schemas import Weight, WeightIn
from shared.wire.errors import Conflict, Fault
from shared.wire.faults import Faults

KG_PER_LB = Decimal("0.45359237")  # by definition: international yard and pound agreement, 1959
GRAM = Decimal("0.001")
HEAVIEST = Decimal(20_000)
SLACK = timedelta(minutes=5)  # a client's clock may be ahead


def kilograms(weight: Decimal, unit: str) -> Decimal:
    """In whole grams, half a gram upwards, as the database rounds."""
    return (weight * (KG_PER_LB if unit == "lbs" else 1)).quantize(GRAM, ROUND_HALF_UP)


def weight_faults(weight: Decimal | None, unit: str) -> Iterator[Fault]:
    if weight is not None and not (0 < weight <= HEAVIEST and kilograms(weight, unit)):
        yield Fault("weight", "range", f"must be more than 0, at least half a gram, and at most {HEAVIEST}")


def check(weight: WeightIn) -> None:
    """Raises Invalid with every fault."""
    faults = Faults(weight)
    faults.check(_amount, weight)
    faults.check(_moment, weight)
    faults.settle()


def _amount(weight: WeightIn) -> Iterator[Fault]:
    yield from weight_faults(weight.weight, weight.weight_unit)


def _moment(weight: WeightIn) -> Iterator[Fault]:
    if weight.at and weight.at > datetime.now(UTC) + SLACK:
        yield Fault("at", "future", "lies in the future")


def voidable(weight: Weight) -> None:
    if weight.voided_at:
        raise Conflict("This weight is voided already.", slug="voided")
