"""The data model of the schema `patients`, a page for each wing."""

from services.patients.tables import chart, probes, registry, search
from services.patients.tables.schema import metadata

__all__ = ["chart", "metadata", "probes", "registry", "search"]
