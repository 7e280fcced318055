from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.contracts.patient import WeightUnit
from shared.data.paging import Filter
from shared.wire.shapes import Line, Shape


class WeightIn(Shape):
    """`at`: when it was weighed; now if left out."""

    weight: Decimal
    weight_unit: WeightUnit
    at: datetime | None = None


class VoidIn(Shape):
    reason: Annotated[Line, Meta(min_length=1, pattern=r"\S")]


class Weight(Shape):
    """A voided one counts for nothing any more: `voidReason` says why."""

    id: UUID
    patient_id: UUID
    at: datetime
    weight: Decimal
    weight_unit: WeightUnit
    weight_kg: Decimal
    voided_at: datetime | None
    voided_by: UUID | None
    void_reason: str


class WeightFilter(Filter):
    """`voided`: those that were voided instead of those that count."""

    voided: bool = False
