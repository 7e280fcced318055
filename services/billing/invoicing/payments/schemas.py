from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from shared.wire.shapes import Shape

Method = Literal["cash", "card", "transfer", "other"]


class PaymentIn(Shape):
    """`amount` in the currency's major unit, at most the bill's balance. Where the balance is below zero after a credit
    note, an amount below zero records what was given back: by a method that paid, at most what it paid."""

    amount: Decimal
    method: Method


class Payment(Shape):
    id: UUID
    amount: Decimal
    method: Method
    at: datetime
