from decimal import Decimal
from typing import Literal
from uuid import UUID

from shared.shapes import Name, Shape

Currency = Literal["KRW", "USD"]


class ClinicIn(Shape):
    """`taxRate` is a fraction; `taxInclusive`: prices hold the tax already. The currency is chosen once."""

    name: Name
    time_zone: str
    tax_rate: Decimal
    tax_inclusive: bool


class NewClinic(ClinicIn, kw_only=True):
    currency: Currency


class Clinic(NewClinic, kw_only=True):
    id: UUID
    version: int
