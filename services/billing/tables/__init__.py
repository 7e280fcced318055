"""The data model of the schema `billing`, a page for each wing."""

from services.billing.tables import catalogue, invoicing
from services.billing.tables.schema import metadata

__all__ = ["catalogue", "invoicing", "metadata"]
