from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from shared.data.paging import ArchiveFilter
from shared.wire.shapes import Line, Name, Shape


class PriceItemIn(Shape):
    """`unitPrice` in the currency's major unit; below zero it is a discount."""

    name: Name
    unit_price: Decimal
    category: Line = ""
    taxable: bool = True


class PriceItem(PriceItemIn, kw_only=True):
    id: UUID
    version: int
    currency: str
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


class PriceItemFilter(ArchiveFilter):
    """`q` is a part of the name or category, whatever its case. `used` is the order to choose in: names that begin
    with `q`, then what issued bills of the last 90 days hold most; it has one page."""

    q: Annotated[str, Meta(max_length=200)] | None = None
    sort: Literal["newest", "used"] | None = None
