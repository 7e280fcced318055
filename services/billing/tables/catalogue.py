"""The table of prices."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Table,
    Text,
)

from services.billing.tables.schema import currency_columns, metadata
from shared.data.resources import resource_columns

price_items = Table(
    "price_items",
    metadata,
    *resource_columns(),
    *currency_columns(),
    Column("name", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("unit_price", BigInteger, nullable=False),
    Column("taxable", Boolean, nullable=False),
)
Index("price_items_newest_idx", price_items.c.clinic_id, price_items.c.created_at.desc(), price_items.c.id.desc())
