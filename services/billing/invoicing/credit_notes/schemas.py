from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from services.billing.invoicing.bills.schemas import Item, ItemIn
from shared.wire.shapes import Line, Shape


class CreditNoteIn(Shape):
    """Without `items`, all that hasn't been credited yet. An item is a line of the bill by its description, taxable as
    it is there: as many as are left of it, or at another price no more than it is still worth."""

    reason: Annotated[Line, Meta(min_length=1, pattern=r"\S")]
    items: Annotated[list[ItemIn], Meta(min_length=1, max_length=500)] | None = None


class CreditNote(Shape):
    id: UUID
    version: int
    credit_note_number: str
    bill_id: UUID
    reason: str
    items: list[Item]
    subtotal: Decimal
    tax: Decimal
    tax_rate: Decimal
    tax_inclusive: bool
    total_amount: Decimal
    currency: str
    created_at: datetime
