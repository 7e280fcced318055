"""The data model of the schema `patients`, a page for each wing."""

from services.patients.tables import chart, index, probes, registry
from services.patients.tables.schema import metadata

__all__ = ["chart", "index", "metadata", "probes", "registry"]
