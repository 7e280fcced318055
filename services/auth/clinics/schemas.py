from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from shared.identity.tokens import Role
from shared.wire.shapes import Name, Shape

Currency = Literal["KRW", "USD"]
WeightUnit = Literal["kg", "lbs"]


class ClinicIn(Shape):
    """`taxRate` is a fraction; `taxInclusive`: prices hold the tax already. The currency is chosen once.

    `weightUnit`: what the clinic weighs in; by its currency until it is said.
    `secondFactorRoles`: users with one of these roles log in with a second factor only.
    """

    name: Name
    time_zone: Annotated[str, msgspec.Meta(max_length=100)]
    tax_rate: Decimal
    tax_inclusive: bool
    weight_unit: WeightUnit | None = None
    second_factor_roles: Annotated[list[Role], msgspec.Meta(max_length=4)] = []


class NewClinic(ClinicIn, kw_only=True):
    currency: Currency


class Clinic(NewClinic, kw_only=True):
    id: UUID
    weight_unit: WeightUnit
    version: int
