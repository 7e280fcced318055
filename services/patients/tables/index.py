"""Tables of the search index."""

from sqlalchemy import (
    Column,
    Index,
    Table,
    Text,
    Uuid,
)

from services.patients.tables.schema import metadata

search_terms = Table(
    "search_terms",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("term", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
)
Index("search_terms_subject_idx", search_terms.c.clinic_id, search_terms.c.kind, search_terms.c.id)

# How far the terms are rebuilt as they are made now.
search_rebuilds = Table(
    "search_rebuilds",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("last", Uuid, nullable=False),
)
