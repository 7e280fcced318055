"""SQL of the inverted index: terms under a B-tree, as text operators that aren't leakproof get no index under RLS."""

from uuid import UUID

from sqlalchemy import text

from shared.data.db import Statement, Transaction

_CLEAR = Statement(
    "delete terms",
    text(
        """DELETE FROM search_terms WHERE clinic_id = CAST(:clinic_id AS uuid) AND kind = CAST(:kind AS text)
        AND id = CAST(:id AS uuid) AND term <> ALL (CAST(:terms AS text[]))"""
    ),
)
_ADD = Statement(
    "insert terms",
    text(
        """INSERT INTO search_terms (clinic_id, term, kind, id)
        SELECT CAST(:clinic_id AS uuid), term, CAST(:kind AS text), CAST(:id AS uuid)
        FROM unnest(CAST(:terms AS text[])) AS term ON CONFLICT DO NOTHING"""
    ),
)


async def replace(tx: Transaction, kind: str, subject: UUID, terms: set[str]) -> None:
    """Its terms are these from now on."""
    await tx.execute(_CLEAR, kind=kind, id=subject, terms=sorted(terms))
    await add(tx, kind, subject, terms)


async def add(tx: Transaction, kind: str, subject: UUID, terms: set[str]) -> None:
    await tx.execute(_ADD, kind=kind, id=subject, terms=sorted(terms))
