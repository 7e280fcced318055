from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from shared.contracts.told import Told


class ClinicTold(Told, kw_only=True):
    """`tax_rate` is a fraction."""

    kind: ClassVar[str] = "clinic"

    id: UUID
    name: str
    time_zone: str
    currency: str
    tax_rate: Decimal
    tax_inclusive: bool
