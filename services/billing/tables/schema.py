"""The schema's MetaData, and the columns that all its amounts need."""

from typing import Any

from sqlalchemy import Column, MetaData, SmallInteger, Text

from shared.data.tables import CONVENTION

metadata = MetaData(naming_convention=CONVENTION)


def currency_columns() -> list[Column[Any]]:
    """Amounts are integers in the currency's minor unit; a row that shows them keeps its currency and its digits."""
    return [Column("currency", Text, nullable=False), Column("currency_digits", SmallInteger, nullable=False)]
